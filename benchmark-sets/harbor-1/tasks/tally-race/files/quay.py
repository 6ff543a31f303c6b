"""A scheduler of cooperative tasks. A task is a generator; what it yields says what it waits for."""

from collections import deque


class Wait:
    """Waits for its turn, while a clerk looks something up."""


class Acquire:
    def __init__(self, lock):
        self.lock = lock


class Lock:
    def __init__(self):
        self.holder = None
        self.waiting = deque()

    def release(self):
        self.holder = self.waiting.popleft() if self.waiting else None
        return self.holder


class Scheduler:
    """Runs one step of one task at a time, in the order that is given; when it is used up, task after task to its end."""

    def __init__(self, order):
        self.order = deque(order)
        self.tasks = {}
        self.blocked = set()

    def add(self, name, task):
        self.tasks[name] = task

    def release(self, lock):
        woken = lock.release()
        if woken is not None:
            self.blocked.discard(woken)

    def step(self, name):
        task = self.tasks.get(name)
        if task is None or name in self.blocked:
            return
        try:
            request = next(task)
        except StopIteration:
            del self.tasks[name]
            return
        if isinstance(request, Acquire):
            if request.lock.holder is None:
                request.lock.holder = name
            else:
                request.lock.waiting.append(name)
                self.blocked.add(name)

    def run(self):
        while self.order:
            self.step(self.order.popleft())
        while self.tasks:
            ready = [name for name in self.tasks if name not in self.blocked]
            if not ready:
                raise RuntimeError("all tasks wait for each other")
            self.step(ready[0])
