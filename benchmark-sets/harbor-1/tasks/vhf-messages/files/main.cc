// vhf: prints a radio log (.vhf; messages.cc says how it is written), and what has to be looked after.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "messages.h"

namespace {

class Printer : public Visitor {
 public:
  void OnSpoken(Spoken& spoken) override {
    Begin(spoken);
    std::cout << spoken.caller << ": " << spoken.text << "\n";
  }
  void OnDistress(Distress& distress) override {
    OnSpoken(distress);
    std::cout << std::string(2 * depth_ + 2, ' ') << distress.persons << " on board at " << distress.place.north << "/" << distress.place.east;
    for (const std::string& who : distress.acknowledged) std::cout << ", acknowledged by " << who;
    std::cout << "\n";
  }
  void OnPosition(Position& position) override {
    Begin(position);
    std::cout << position.caller << " at " << position.place.north << "/" << position.place.east << "\n";
  }
  void OnRelay(Relay& relay) override {
    Begin(relay);
    std::cout << "by " << relay.station << "\n";
    ++depth_;
    Visitor::OnRelay(relay);
    --depth_;
  }

 private:
  void Begin(const Message& message) const { std::cout << std::string(2 * depth_, ' ') << NameOf(message.kind()) << " on " << int{message.channel()} << ", "; }
  std::size_t depth_ = 0;
};

class Counter : public Visitor {
 public:
  void OnSpoken(Spoken& spoken) override {
    ++calls;
    letters += spoken.text.size();
  }
  void OnDistress(Distress& distress) override {
    OnSpoken(distress);
    persons += distress.persons;
    if (distress.acknowledged.empty()) ++open;
  }
  std::size_t calls = 0, letters = 0, persons = 0, open = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: vhf FILE\n";
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  std::string file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  Log log;
  const char* error = log.Read(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  Printer printer;
  log.Accept(printer);
  Counter counter;
  log.Accept(counter);
  std::cout << counter.calls << " calls, " << counter.letters << " letters, " << counter.persons << " persons in distress, " << counter.open << " not acknowledged\n";
  if (error) std::cout << "the log breaks off: " << error << "\n";
  return error ? 1 : 0;
}
