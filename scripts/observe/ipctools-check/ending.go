package main

// stayIfEnding never returns if a signal has begun to end check: endRuns then ends the
// commands, which is nothing that they do themselves.
func (set *settings) stayIfEnding() { set.program.Uninterrupted(func() {}) }
