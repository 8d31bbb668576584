// The hold model on std::priority_queue, with events that carry what ours do, for comparison: prints "pending nanoseconds" per line.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <random>
#include <vector>

struct Event {
  uint64_t at;
  uint64_t sequence;
  // What an event of ours carries, too.
  int32_t kind, who, whom;
  double what, cause;
  void *payload;
  bool operator<(const Event &other) const {
    return at != other.at ? at > other.at : sequence > other.sequence;
  }
};

int main(int count, char **sizes) {
  std::mt19937 random(42);
  std::exponential_distribution<double> exponential(1.0 / 1000);
  std::vector<uint64_t> increments(65536);
  for (auto &increment : increments) increment = (uint64_t)std::ceil(exponential(random));
  for (int index = 1; index < count; index++) {
    const int size = std::atoi(sizes[index]);
    std::priority_queue<Event> queue;
    uint64_t draw = 0;
    for (int i = 0; i < size; i++, draw++) queue.push({increments[draw & 65535], draw, 1, i, 0, 0, 0, nullptr});
    const int holds = 1000000;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < holds; i++, draw++) {
      const Event event = queue.top();
      queue.pop();
      queue.push({event.at + increments[draw & 65535], draw, 1, event.who, 0, 0, 0, nullptr});
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    std::printf("%d %.1f\n", size, took.count() / holds);
  }
}
