#ifndef MESSAGES_H
#define MESSAGES_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// What is said on the harbour's channels. A message keeps its kind as it came over the wire, and whoever works on messages
// goes by it (see Visitor).

enum class Kind : std::uint8_t { kRoutine = 1, kSafety = 2, kUrgency = 3, kDistress = 4, kPosition = 5, kRelay = 6 };

struct Place {
  std::int32_t north = 0;  // thousandths of a minute
  std::int32_t east = 0;
};

class Message {
 public:
  Message(Kind kind, std::uint8_t channel) : kind_(kind), channel_(channel) {}
  virtual ~Message() = default;
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  Kind kind() const { return kind_; }
  std::uint8_t channel() const { return channel_; }
  void set_kind(Kind kind) { kind_ = kind; }

 private:
  Kind kind_;
  std::uint8_t channel_;
};

class Spoken : public Message {
 public:
  using Message::Message;
  std::string caller;
  std::string text;
};

class Distress : public Spoken {
 public:
  using Spoken::Spoken;
  Place place;
  std::uint16_t persons = 0;
  std::vector<std::string> acknowledged;  // by whom
};

class Position : public Message {
 public:
  using Message::Message;
  std::string caller;
  Place place;
};

// Messages that another station passes on.
class Relay : public Message {
 public:
  using Message::Message;
  std::string station;
  std::vector<std::unique_ptr<Message>> passed_on;
};

// Calls what fits the message's kind.
class Visitor {
 public:
  virtual ~Visitor() = default;
  void Visit(Message& message);
  virtual void OnSpoken(Spoken&) {}
  virtual void OnDistress(Distress& distress) { OnSpoken(distress); }
  virtual void OnPosition(Position&) {}
  virtual void OnRelay(Relay& relay);
};

bool IsSpoken(Kind kind);
const char* NameOf(Kind kind);

// The log of the harbour's radio, as it is read from a file.
class Log {
 public:
  // Says nullptr, or what is wrong with the file; what was read before stays.
  const char* Read(const std::uint8_t* at, std::size_t size);
  void Accept(Visitor& visitor);
  std::size_t size() const { return messages_.size(); }

 private:
  const char* ReadEntry(struct Cursor& cursor);
  const char* Raise(struct Cursor& body);
  const char* Acknowledge(struct Cursor& body);
  const char* Strike(struct Cursor& body);
  Message* At(std::size_t number) { return number < messages_.size() ? messages_[number].get() : nullptr; }

  std::vector<std::unique_ptr<Message>> messages_;
};

#endif
