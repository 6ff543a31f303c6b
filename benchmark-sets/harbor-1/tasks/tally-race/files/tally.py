"""tally.py FILE: a day of the harbour office, played back.

    account NAME CENTS             an account, and what is on it in the morning
    desk NAME: ACTION; ACTION …    what one desk does, in its order
    order DESK DESK …              whose turn it is, step by step
    ACTION = pay NAME CENTS | take NAME CENTS | move NAME NAME CENTS | close NAME

Every desk asks the ledger clerk for a balance, which takes a while, and writes the new one. Other lines are remarks.
"""

import sys

from quay import Acquire, Lock, Scheduler, Wait

MOST = 10**9


class TallyError(Exception):
    """The books do not balance: money has come from nowhere or has gone there."""


class Account:
    def __init__(self, name, cents):
        self.name = name
        self.cents = cents
        self.lock = Lock()
        self.closed = False


class Office:
    def __init__(self):
        self.accounts = {}
        self.scheduler = None
        self.paid_in = 0
        self.paid_out = 0
        self.log = []

    def say(self, desk, text):
        self.log.append(f"{desk}: {text}")

    def find(self, name):
        account = self.accounts.get(name)
        return None if account is None or account.closed else account

    def pay(self, desk, name, cents):
        account = self.find(name)
        if account is None:
            return self.say(desk, f"no account {name}")
        yield Acquire(account.lock)
        balance = account.cents
        yield Wait()
        account.cents = balance + cents
        self.paid_in += cents
        self.scheduler.release(account.lock)
        self.say(desk, f"{name} has {account.cents}")

    def take(self, desk, name, cents):
        account = self.find(name)
        if account is None:
            return self.say(desk, f"no account {name}")
        yield Acquire(account.lock)
        balance = account.cents
        yield Wait()
        if balance < cents:
            self.say(desk, f"{name} has only {balance}")
        else:
            account.cents = balance - cents
            self.paid_out += cents
            self.say(desk, f"{name} has {account.cents}")
        self.scheduler.release(account.lock)

    def move(self, desk, source, target, cents):
        giver, taker = self.find(source), self.find(target)
        if giver is None or taker is None or giver is taker:
            return self.say(desk, f"cannot move from {source} to {target}")
        yield Acquire(giver.lock)
        if giver.cents < cents:
            self.say(desk, f"{source} has only {giver.cents}")
            self.scheduler.release(giver.lock)
            return
        giver.cents -= cents
        self.scheduler.release(giver.lock)
        balance = taker.cents
        yield Wait()
        taker.cents = balance + cents
        self.say(desk, f"moved {cents} to {target}, which has {taker.cents}")

    def close(self, desk, name):
        account = self.find(name)
        if account is None:
            return self.say(desk, f"no account {name}")
        yield Acquire(account.lock)
        yield Wait()
        account.closed = True
        self.paid_out += account.cents
        self.say(desk, f"{name} closed with {account.cents}")
        account.cents = 0
        self.scheduler.release(account.lock)

    def balance(self):
        """What must be left is what was there, more what came in, less what went out."""
        return sum(account.cents for account in self.accounts.values()) + self.paid_out - self.paid_in


def to_cents(word):
    return int(word) if word.isdigit() and int(word) <= MOST else None


def act(office, desk, words):
    kinds = {"pay": 2, "take": 2, "move": 3, "close": 1}
    if not words or kinds.get(words[0]) != len(words) - 1:
        return None
    *names, last = words[1:]
    if words[0] == "close":
        return office.close(desk, last)
    cents = to_cents(last)
    if cents is None:
        return None
    return getattr(office, words[0])(desk, *names, cents)


def work(office, desk, actions):
    for words in actions:
        task = act(office, desk, words)
        if task is None:
            office.say(desk, "did not understand")
            continue
        yield from task


def read_day(lines):
    office, desks, order = Office(), {}, []
    for line in lines[:500]:
        words = line.split()
        if len(words) == 3 and words[0] == "account" and to_cents(words[2]) is not None:
            office.accounts[words[1]] = Account(words[1], to_cents(words[2]))
        elif words[:1] == ["desk"] and ":" in line:
            name, _, actions = line.partition(":")
            desks[name[4:].strip()] = [action.split() for action in actions.split(";")][:50]
        elif words[:1] == ["order"]:
            order.extend(words[1:])
    office.scheduler = Scheduler(order[:5000])
    for name, actions in desks.items():
        office.scheduler.add(name, work(office, name, actions))
    return office


def main():
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        office = read_day(file.read(100_000).split("\n"))
    morning = office.balance()
    office.scheduler.run()
    print("\n".join(office.log))
    for account in office.accounts.values():
        print(f"{account.name}: {'closed' if account.closed else account.cents}")
    if office.balance() != morning:
        raise TallyError(f"{office.balance() - morning} cents too many")


main()
