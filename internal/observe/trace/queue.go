package trace

import "sync"

// queue holds the events that have not been taken. A full queue makes strace wait, and so
// the command, until the queue is opened.
type queue struct {
	mutex  sync.Mutex
	change *sync.Cond
	events []Event
	opened bool // it is never full
	closed bool // no more events come
}

// queueLimit is how many events a full queue holds.
const queueLimit = 50_000

func newQueue() *queue {
	q := &queue{}
	q.change = sync.NewCond(&q.mutex)
	return q
}

func (q *queue) put(e Event) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for len(q.events) >= queueLimit && !q.opened {
		q.change.Wait()
	}
	q.events = append(q.events, e)
	q.change.Broadcast()
}

func (q *queue) open() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.opened = true
	q.change.Broadcast()
}

func (q *queue) close() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.closed = true
	q.change.Broadcast()
}

// takeAll waits for events, and returns none at the end.
func (q *queue) takeAll() []Event {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for len(q.events) == 0 && !q.closed {
		q.change.Wait()
	}
	events := q.events
	q.events = nil
	q.change.Broadcast()
	return events
}

// forward sends the events to a channel, and closes it at the end.
func (q *queue) forward(to chan<- Event) {
	defer close(to)
	for events := q.takeAll(); len(events) > 0; events = q.takeAll() {
		for _, e := range events {
			to <- e
		}
	}
}
