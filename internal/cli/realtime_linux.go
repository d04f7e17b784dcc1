package cli

// SIGRTMIN and SIGRTMAX of glibc, which keeps 32 and 33 to itself (signal(7)).
const rtMin, rtMax = 34, 64
