package cli

// SIGRTMIN and SIGRTMAX as in glibc, which reserves 32 and 33 for itself (signal(7)).
const rtMin, rtMax = 34, 64
