// berths: who lies where along a quay, and from when to when.
//
// A quay is booked by metres. Each line of the input is one order:
//
//   book FROM TO SHIP      the metres from FROM up to, but without, TO; refused where any of them is taken
//   clear FROM TO          frees these metres; a ship that lies across an end of them keeps the rest
//   move SHIP BY           every part of the ship, BY metres along the quay (below 0: back); refused where it does not fit
//   who METRE              the ship at that metre
//   room LENGTH            the first free place of that length
//   list                   all, from the beginning of the quay
//
// A quay has 10000 metres. Neighbouring parts of the same ship become one.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr int kLength = 10000;

struct Part {
  int from;
  int to;
  std::string ship;
};

class Quay {
 public:
  bool Book(int from, int to, const std::string& ship) {
    if (from < 0 || to > kLength || from >= to || ship.empty()) return false;
    auto next = FirstEndingAfter(from);
    if (next != parts_.end() && next->from < to) return false;
    parts_.insert(next, Part{from, to, ship});
    Join();
    return true;
  }

  bool Clear(int from, int to) {
    if (from < 0 || to > kLength || from >= to) return false;
    auto first = FirstEndingAfter(from);
    if (first->from < from) {
      Part rest{from, first->to, first->ship};
      first->to = from;
      first = parts_.insert(first + 1, rest);
    }
    auto last = first;
    while (last != parts_.end() && last->to <= to) ++last;
    if (last != parts_.end() && last->from < to) last->from = to;
    parts_.erase(first, last);
    return true;
  }

  bool Move(const std::string& ship, int by) {
    if (by < -kLength || by > kLength) return false;
    std::vector<Part> others, moved;
    for (const Part& part : parts_) (part.ship == ship ? moved : others).push_back(part);
    if (moved.empty()) return false;
    Quay tried;
    tried.parts_ = others;
    for (const Part& part : moved)
      if (!tried.Book(part.from + by, part.to + by, ship)) return false;
    parts_ = tried.parts_;
    return true;
  }

  std::string Who(int metre) const {
    auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& one) { return one.from <= metre && metre < one.to; });
    return part == parts_.end() ? "nobody" : part->ship;
  }

  int Room(int length) const {
    int at = 0;
    for (const Part& part : parts_) {
      if (part.from - at >= length) return at;
      at = part.to;
    }
    return kLength - at >= length ? at : -1;
  }

  void List(std::ostream& out) const {
    for (const Part& part : parts_) out << "  " << part.from << "-" << part.to << " " << part.ship << "\n";
    out << parts_.size() << " parts\n";
  }

 private:
  std::vector<Part>::iterator FirstEndingAfter(int metre) {
    return std::upper_bound(parts_.begin(), parts_.end(), metre, [](int value, const Part& part) { return value < part.to; });
  }

  void Join() {
    for (size_t i = 0; i + 1 < parts_.size();) {
      if (parts_[i].to == parts_[i + 1].from && parts_[i].ship == parts_[i + 1].ship) {
        parts_[i].to = parts_[i + 1].to;
        parts_.erase(parts_.begin() + static_cast<long>(i) + 1);
      } else {
        ++i;
      }
    }
  }

  std::vector<Part> parts_;  // by their place, none touches another's metres
};

bool Obey(Quay& quay, std::istringstream& order, std::ostream& out) {
  std::string word, ship;
  int from = 0, to = 0;
  order >> word;
  if (word == "book" && order >> from >> to >> ship) out << (quay.Book(from, to, ship) ? "booked" : "refused") << "\n";
  else if (word == "clear" && order >> from >> to) out << (quay.Clear(from, to) ? "cleared" : "refused") << "\n";
  else if (word == "move" && order >> ship >> from) out << (quay.Move(ship, from) ? "moved" : "refused") << "\n";
  else if (word == "who" && order >> from) out << quay.Who(from) << "\n";
  else if (word == "room" && order >> from) out << (from > 0 ? quay.Room(from) : -1) << "\n";
  else if (word == "list") quay.List(out);
  else return false;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: berths FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  Quay quay;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    std::istringstream order(line);
    if (!line.empty() && !Obey(quay, order, std::cout)) std::cout << "line " << number << " is no order\n";
  }
  return 0;
}
