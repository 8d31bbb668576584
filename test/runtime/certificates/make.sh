#!/bin/sh
# Makes the certificates of the tests anew: sh make.sh > certificates.mjs
# Clusters live in 2026 and machines later, so that they are valid from 2020 to 2120, unless their name says otherwise.
set -e
here=$(mktemp -d)
cd "$here"
touch index
cat > ca.cnf <<'END'
[ca]
default_ca = any
[any]
dir = .
database = index
new_certs_dir = .
serial = serial
default_md = sha256
policy = anything
unique_subject = no
[anything]
organizationName = optional
commonName = optional
[req]
distinguished_name = name
[name]
END
echo 1000 > serial

new_key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"; }

# sign <name> <issuer> <key> <subject> <from> <to> <extensions>
sign() {
  { echo "[$1]"; echo "$7" | tr ';' '\n'; } > "$1.ext"
  openssl req -new -config ca.cnf -key "$3.key" -subj "$4" -out "$1.csr"
  if [ "$1" = "$2" ]; then by="-selfsign -keyfile $3.key"; else by="-cert $2.crt -keyfile $2.key"; fi
  openssl ca -config ca.cnf -batch -notext $by -in "$1.csr" -out "$1.crt" -extfile "$1.ext" -extensions "$1" \
    -startdate "$5" -enddate "$6" 2>> log || { cat log >&2; exit 1; }
  [ -e "$1.key" ] || cp "$3.key" "$1.key"
}

from=20200101000000Z
to=21200101000000Z
ca="basicConstraints=critical,CA:true;subjectKeyIdentifier=hash"
here_names="subjectAltName=DNS:localhost,DNS:ann.test,IP:127.0.0.1"

for key in root other leaf rsa self; do
  if [ $key = rsa ]; then openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key 2> /dev/null; else new_key $key; fi
done
new_key intermediate
sign root root root "/O=Test/CN=Root" $from $to "$ca"
sign other other other "/O=Test/CN=Other Root" $from $to "$ca"
sign intermediate root intermediate "/O=Test/CN=Intermediate" $from $to "$ca"
sign server root leaf "/O=Test/CN=localhost" $from $to "$here_names"
sign second root leaf "/O=Test/CN=bob.test" $from $to "subjectAltName=DNS:bob.test,DNS:*.wild.test"
sign behind intermediate leaf "/O=Test/CN=localhost" $from $to "$here_names"
sign stranger other leaf "/O=Test/CN=localhost" $from $to "$here_names"
sign self self self "/O=Test/CN=localhost" $from $to "$here_names"
sign expired root leaf "/O=Test/CN=localhost" 20100101000000Z 20110101000000Z "$here_names"
sign early root leaf "/O=Test/CN=localhost" 21000101000000Z 21100101000000Z "$here_names"
sign summer root leaf "/O=Test/CN=localhost" 20260101000000Z 20260101010000Z "$here_names"
sign plain root leaf "/O=Test/CN=localhost" $from $to "keyUsage=digitalSignature"
sign client root leaf "/O=Test/CN=ann" $from $to "extendedKeyUsage=clientAuth"
sign leafy server leaf "/O=Test/CN=leafy" $from $to "$here_names;authorityKeyIdentifier=keyid"
sign rsa root rsa "/O=Test/CN=localhost" $from $to "$here_names"
openssl pkcs8 -topk8 -v2 aes256 -in leaf.key -passout pass:secret -out locked.key

echo "// Made by make.sh: certificates and their keys, as PEM."
for name in root other intermediate server second behind stranger self expired early summer plain client leafy rsa; do
  printf 'export const %s = `%s\n`;\n' "$name" "$(cat $name.crt)"
done
for name in root other intermediate leaf locked rsa self; do
  printf 'export const %sKey = `%s\n`;\n' "$name" "$(cat $name.key)"
done
rm -r "$here"
