// tow FILE: works out whether tugs can pull what hangs behind them. A line is one of
//
//   tug NUMBER PULL              a tug, and what it can pull, in tons
//   barge NUMBER TONS BEHIND     a barge, behind a tug or another barge, which may come later in the file
//   cable NUMBER METRES          the cable by which a barge hangs on what is before it; 60 where nothing is said
//
// Numbers are from 1 to 99, and nothing has a number that something else has. Printed are, for each tug, the weight behind it and
// the length of its train, and for each barge whether it is adrift.
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

namespace {

struct Vessel {
  int number;
  bool is_tug;
  long tons;   // of a tug: what it can pull
  int before;  // what it hangs on; 0 for a tug
  int cable = 60;
};

class Trains {
 public:
  bool Add(const Vessel& vessel) {
    if (vessel.number < 1 || vessel.number > 99 || vessel.tons < 0 || vessel.tons > 100000) return false;
    if (!vessel.is_tug && (vessel.before < 1 || vessel.before > 99)) return false;
    return vessels_.emplace(vessel.number, vessel).second;
  }

  bool SetCable(int number, int metres) {
    auto found = vessels_.find(number);
    if (found == vessels_.end() || found->second.is_tug || metres < 1 || metres > 900) return false;
    found->second.cable = metres;
    return true;
  }

  void Print(std::ostream& out) const {
    for (const auto& [number, vessel] : vessels_) {
      if (vessel.is_tug) {
        long behind = WeightBehind(number);
        out << "tug " << number << ": " << behind << " tons, " << LengthBehind(number) << " metres";
        out << (behind > vessel.tons ? ", too much\n" : "\n");
      } else {
        int puller = Puller(number);
        out << "barge " << number << ": ";
        if (puller == 0) out << "adrift\n";
        else out << "pulled by " << puller << "\n";
      }
    }
  }

 private:
  long WeightBehind(int number) const {
    long sum = 0;
    for (const auto& [other, vessel] : vessels_)
      if (!vessel.is_tug && vessel.before == number) sum += vessel.tons + WeightBehind(other);
    return sum;
  }

  // Several barges may hang on one: the longest counts.
  int LengthBehind(int number) const {
    int longest = 0;
    for (const auto& [other, vessel] : vessels_) {
      if (vessel.is_tug || vessel.before != number) continue;
      int length = vessel.cable + LengthBehind(other);
      if (length > longest) longest = length;
    }
    return longest;
  }

  int Puller(int number) const {
    auto found = vessels_.find(number);
    if (found == vessels_.end()) return 0;
    if (found->second.is_tug) return number;
    return Puller(found->second.before);
  }

  std::map<int, Vessel> vessels_;
};

bool Read(Trains& trains, const std::string& line) {
  std::istringstream words(line);
  std::string kind;
  int number = 0, other = 0;
  long tons = 0;
  words >> kind >> number;
  if (kind == "tug" && words >> tons) return trains.Add(Vessel{number, true, tons, 0});
  if (kind == "barge" && words >> tons >> other) return trains.Add(Vessel{number, false, tons, other});
  return kind == "cable" && words >> other && trains.SetCable(number, other);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: tow FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  Trains trains;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number)
    if (!line.empty() && !Read(trains, line)) std::cout << "line " << number << " is left out\n";
  trains.Print(std::cout);
  return 0;
}
