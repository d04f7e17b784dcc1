package torture

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// preamble is what the scripts here begin with.
const preamble = `
set -euo pipefail
# gives STATUS COMMAND...: COMMAND must end with STATUS; what it says goes to the file said.
gives() {
  local status=0
  "${@:2}" 2>said || status=$?
  [[ $status == "$1" ]] || { echo "${*:2}: ends with $status, not $1: $(head -c 500 said)" >&2; exit 1; }
}
# says TEXT: the last command has said TEXT, on one line.
says() { grep -Fq -e "$1" said || { echo "not said: $1: $(head -c 500 said)" >&2; exit 1; }; }
# either COMMAND...: COMMAND must do all, or end with 1 and say why; but 127 is that of
# a program whose libraries the system can't load, 2 that of the Go runtime, or 134
# where it can't even begin.
either() {
  local status=0
  "$@" 2>said || status=$?
  case $status in
    0) ;;
    1) grep -Eq '^[a-z-]+: .*(too many open files|unavailable|cannot allocate|broke down|not implemented)' said ;;
    127) grep -Eq 'error while loading shared|failed to map' said ;;
    *) grep -Eq '^(fatal error: |runtime: |runtime/cgo: )' said ;;
  esac || { echo "$*: ends with $status: $(head -c 500 said)" >&2; exit 1; }
  return $status
}
`

// shell has a script show a promise, number times in a short torture.
func shell(t *testing.T, number int, text, script string) {
	promises(t, text, func(p *promise) {
		if length == "" && number < 5 {
			p.Skip("takes long: scripts/measure/torture.sh tries it")
		}
		p.repeat(number, func(_ *rand.Rand, folder string) {
			folder, err := os.MkdirTemp(folder, "")
			if err != nil {
				p.Fatal(err)
			}
			defer os.RemoveAll(folder)
			q := p.shell(folder, preamble+script)
			q.limit = 5 * time.Minute
			q.start().ends(0)
		})
	})
}

// withRoot skips a promise that only root, with a tool, can try.
func withRoot(t *testing.T, tools ...string) bool {
	if os.Geteuid() != 0 {
		t.Log("not tried: needs root")
		return false
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("not tried: needs %s", tool)
			return false
		}
	}
	return true
}

func TestEnds(t *testing.T) {
	everyByteArrives(t, "standard input and output are sockets", ends{socket: true}, undisturbed)
	everyByteArrives(t, "`O_NONBLOCK` set and unset on standard input and output", ends{nonBlocking: true}, undisturbed)
	everyByteArrives(t, "the same on sockets", ends{true, true}, undisturbed)
	shell(t, 10, "a full device or a folder in place of standard files: status 1 and the reason", `
for command in 'fib 5' reverse 'reverse -i' 'sigpair -d 0' 'fib --help' 'sigpair -V'; do
  gives 1 bash -c "echo hello | $command >/dev/full"
  says 'standard output: no space left on device'
done
for command in 'fifo-reader p' 'fifo-reader -n 1 p'; do
  echo hello | fifo-writer p 2>/dev/null &
  gives 1 $command >/dev/full
  says 'standard output: no space left on device'
  wait $! || [ $? = 1 ]
done
gives 1 reverse <.
says 'standard input: is a directory'
gives 1 reverse -i <.
says 'standard input: is a directory'
for options in '' -l; do
  fifo-reader p &
  gives 1 fifo-writer $options p <.
  says 'standard input: is a directory'
  wait $!
done
[ "$(fib -v 5 2>/dev/full | wc -l)" = 6 ]
status=0
fib x 2>/dev/full || status=$?
[ $status = 2 ]
gives 0 reverse </dev/null
gives 1 fifo-reader /dev/null`)
	shell(t, 10, "closed standard files: an end, and no harm to what is then opened", `
for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- >&- 2>&-'; do
  for command in 'fib 5' reverse 'reverse -i' 'sigpair -d 0' 'fifo-reader p' 'fifo-reader -n 1 p' 'fifo-writer p' 'fifo-writer -l p'; do
    case $command in
      fifo-reader*) echo hello | fifo-writer p & ;;
      fifo-writer*) fifo-reader p >out & ;;
      *) : & ;;
    esac
    eval "$command <<<hello $closed" >/dev/null
    wait $!
  done
done`)
	shell(t, 10, "the current folder is removed: programs and workers start, a FIFO can't be made", `
for command in 'fib 5' 'reverse -i' 'sigpair -d 0'; do
  mkdir d
  gives 0 bash -c "cd d && rmdir ../d && $command </dev/null >/dev/null"
done
for command in fifo-reader fifo-writer; do
  mkdir d
  gives 1 bash -c "cd d && rmdir ../d && $command p"
  says 'p: no such file or directory'
done`)
	shell(t, 10, "the FIFO is removed or replaced while in use: every byte arrives, and nothing else is removed", `
mkfifo gate
for options in '' '-r' '-n 9'; do
  for change in 'rm p' 'mv p q' 'rm p; echo hello >p' 'rm p; mkfifo p'; do
    rm -f p q
    : >out
    fifo-reader $options p >out & reader=$!
    { echo one; cat gate; } | fifo-writer p & writer=$!
    until [ "$(<out)" = one ]; do sleep 0.01; done
    eval "$change"
    ls -i >before
    echo two >gate
    wait $writer
    wait $reader
    [ "$(<out)" = $'one\ntwo' ]
    ls -i | cmp - before
  done
done
rm -f p
echo hello | fifo-writer p &
[ "$(fifo-reader -k -t 0.1 p 2>said | { read -r line; rm p; cat; echo $line; })" = hello ]
wait $!
says 'p: no writer within 100ms: 6 bytes read'`)
	shell(t, 10, "the FIFO is `/dev/stdin`, `/dev/fd/3`, `/proc/self/fd/0`: read and written as any other", `
mkfifo p
for path in /dev/stdin /dev/fd/0 /proc/self/fd/0; do
  [ "$(echo hello | fifo-reader $path)" = hello ]
  [ "$(echo hello | fifo-reader -n 1 $path)" = hello ]
  { echo hello; sleep 0.1; } >p & # or there is no writer any more, for whom an open waits
  [ "$(fifo-reader $path <p)" = hello ]
done
[ "$(fifo-reader /dev/fd/3 3< <(echo hello))" = hello ]
[ "$(echo hello | fifo-writer /dev/stdout | cat)" = hello ]
[ "$(echo hello | fifo-writer /dev/fd/3 3> >(cat))" = hello ]
gives 1 fifo-reader /dev/stdin </dev/null
says '/dev/stdin: not a FIFO'`)
	shell(t, 10, "the FIFO is standard input or output itself: status 1, not an endless round", `
mkfifo p
for command in 'echo hello | fifo-writer /dev/stdin' 'exec 3<>p; fifo-writer p <&3' 'exec 3<>p; fifo-reader p >&3' 'exec 3<>p; fifo-writer -l p <&3'; do
  gives 1 bash -c "set -o pipefail; $command"
  says ' itself'
done`)
}

func TestScarcity(t *testing.T) {
	shell(t, 3, "`ulimit -n` from 3 up: all is done, or the reason is told", `
seq 1000 >data
for n in {3..24}; do
  ! either bash -c "ulimit -n $n; exec fib 5" >out || [ "$(wc -l <out)" = 6 ]
  ! either bash -c "ulimit -n $n; exec reverse" <data >out || rev data | cmp - out
  ! either bash -c "ulimit -n $n; exec reverse -i" <data >out || rev data | cmp - out
  ! either bash -c "ulimit -n $n; exec sigpair -d 0" >out || [ "$(wc -l <out)" = 1 ]
  for options in '' '-n 1000'; do
    fifo-writer p <data 2>/dev/null & writer=$!
    if either bash -c "ulimit -n $n; exec fifo-reader $options p" >out; then
      cmp data out
      wait $writer
    fi
    kill $writer 2>/dev/null && wait $writer || :
  done
  for options in '' -l; do
    fifo-reader p >out & reader=$!
    if either bash -c "ulimit -n $n; exec fifo-writer $options p" <data; then
      wait $reader
      cmp data out
    fi
    kill $reader 2>/dev/null && wait $reader || :
  done
done`)
	shell(t, 3, "`ulimit -v` from 30 MB to 3 GB: all is done, or the reason is told", `
seq 1000 >data
for kilobytes in 30000 60000 100000 200000 500000 1000000 1500000 3000000; do
  ! either bash -c "ulimit -v $kilobytes; exec fib 5" >out || [ "$(wc -l <out)" = 6 ]
  ! either bash -c "ulimit -v $kilobytes; exec reverse" <data >out || rev data | cmp - out
  ! either bash -c "ulimit -v $kilobytes; exec reverse -i" <data >out || rev data | cmp - out
  ! either bash -c "ulimit -v $kilobytes; exec sigpair -d 0" >out || [ "$(wc -l <out)" = 1 ]
  fifo-writer p <data 2>/dev/null & writer=$!
  ! either bash -c "ulimit -v $kilobytes; exec fifo-reader p" >out || cmp data out
  kill $writer 2>/dev/null && wait $writer || :
done
head -c 200M /dev/zero | tr '\0' a >long
! either bash -c 'ulimit -v 1500000; exec reverse long' >out || cmp long out
! either bash -c 'ulimit -v 1100000; exec fib 100000000 100000000' >out`)
	if withRoot(t, "setpriv", "unshare", "strace") {
		shell(t, 3, "`ulimit -u` from 1 up: all is done, or the reason is told", `
chmod 711 . "$(dirname "$(command -v fib)")"
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups bash -c "ulimit -u $1; shift; exec ${*:2}"; }
for n in 1 2 3 4 5 6 7 8 9 10 12 15 20 30; do
  ! either as_nobody $n fib 5 >out || [ "$(wc -l <out)" = 6 ]
  ! either as_nobody $n reverse <<<hello >out || [ "$(<out)" = olleh ]
  ! either as_nobody $n reverse -i <<<hello >out || [ "$(<out)" = olleh ]
  ! either as_nobody $n sigpair -d 0 >out || [ "$(wc -l <out)" = 1 ]
done`)
		shell(t, 3, "pipes of two pages, the floor at `fs.pipe-user-pages-soft`: every byte arrives; a line too long to be looked at stays", `
chmod 777 . && chmod 711 .. "$(dirname "$(command -v fib)")"
ulimit -n 4096
user=$((100000 + $$)) # of this try alone, as the pages are counted by user
setpriv --reuid=$user --regid=$user --clear-groups bash -euo pipefail -c '
  mkfifo large; exec {large}<>large
  mkdir hold
  for i in {1..1100}; do mkfifo hold/$i; exec {end}<>hold/$i; done
  fib 10000 >data
  rev data >atad
  reverse <data | cmp - atad
  head -n 100 data | reverse -i 2>/dev/null | cmp - <(head -n 100 atad)
  for writer in "" -l; do
    for reader in "" "-n 10001"; do
      fifo-writer $writer p <data &
      fifo-reader $reader p | cmp - data
      wait $!
    done
  done
  printf "%30000s\n" >line
  cat line >&$large
  status=0; fifo-reader -n 1 large >out 2>said || status=$?
  [ $status = 1 ]; [ ! -s out ]; grep -q "no pipe as large as that" said
  head -c 30001 <&$large | cmp - line
'`)
		shell(t, 5, "a full disk under standard output: status 1 and the reason; a line is not lost", `
unshare -m bash -euo pipefail -c '
  mkdir -p full; mount -t tmpfs -o size=64k tmpfs full
  status() { local status=0; "$@" || status=$?; [ $status = 1 ]; }
  status fib 5000 >full/fib 2>said; grep -q "standard output: no space left on device" said
  fib 5000 >data
  status reverse data >full/reverse 2>said; grep -q "standard output: no space left on device" said
  for options in "" "-n 9999"; do
    { fifo-writer p <data || [ $? = 1 ]; } 2>/dev/null &
    status fifo-reader $options p >full/reader 2>said; grep -q "standard output: no space left on device" said
    wait $!
  done
  mkfifo q; exec 3<>q; echo hello >&3
  status fifo-reader -n 1 q >full/again 2>said
  [ "$(fifo-reader -n 1 q)" = hello ]
'`)
		shell(t, 3, "a kernel without `pidfd`, `splice` or `tee`: the plain path, or an error that says so", `
fib 2000 >data
rev data >atad
without() { strace -f -qq -o /dev/null -e "inject=$1:error=ENOSYS" "${@:2}"; }
for call in pidfd_open pidfd_send_signal splice; do
  without $call fib 2000 | cmp - data
  without $call reverse data | cmp - atad
  without $call sigpair -d 0 >/dev/null
  without $call sigpair sh -c 'kill -USR1 $PPID; sleep 60'
  head -n 20 data | without $call reverse -i 2>/dev/null | cmp - <(head -n 20 atad)
  without $call fifo-writer p <data &
  without $call fifo-reader p | cmp - data
  wait $!
done
for call in tee splice; do # of which the reader of lines needs both
  { fifo-writer p <data || [ $? = 1 ]; } 2>/dev/null &
  gives 1 without $call fifo-reader -n 1 p >/dev/null
  says 'p: function not implemented'
  wait $!
done`)
		shell(t, 5, "`/proc` is not mounted: programs, workers and FIFOs do as always", `
unshare -m bash -euo pipefail -c '
  mount -t tmpfs tmpfs /proc
  [ "$(fib 5 | wc -l)" = 6 ]
  [ "$(echo hello | reverse)" = olleh ]
  [ "$(echo hello | reverse -i 2>said)" = olleh ]
  sigpair -d 0 >out
  sigpair sh -c "kill -USR1 \$PPID; exec sleep 60"
  for options in "" "-n 1"; do
    echo hello | fifo-writer p &
    [ "$(fifo-reader $options p)" = hello ]
    wait $!
  done
  echo hello | fifo-writer p &
  [ "$(fifo-reader -k -t 0.1 p 2>said || [ $? = 124 ])" = hello ]
  wait $!
'`)
	}
}

func TestLoad(t *testing.T) {
	size, fifos, ends, line := "200000004", "50", "20", "50000000"
	if length == "" {
		size, fifos, ends, line = "20000004", "10", "5", "5000000"
	}
	if length == "long" {
		size, fifos, ends, line = "10000000002", "1000", "100", "1000000000"
	}
	// Sizes are multiples of six, the length of a line.
	numbers := "size=" + size + " fifos=" + fifos + " ends=" + ends + " line=" + line + "\n"
	once(t, 64<<10, size+" bytes through the pair: every byte arrives, in less than 64 MB", numbers+`
for input in '' 'cat |'; do
  bash -c "yes hello | head -c $size | fifo-writer p" &
  eval "fifo-reader p | $input cmp - <(yes hello | head -c $size)"
  wait $!
done`)
	once(t, 64<<10, size+" bytes through `reverse`: every byte arrives, in less than 64 MB", numbers+`
{ yes hello || :; } | head -c $size | reverse | cmp - <(yes olleh | head -c $size)`)
	once(t, 64<<10, size+" bytes from `fib`, in less than 64 MB", numbers+`
[ "$({ fib 1000000000 || [ $? = 141 ]; } | head -c $size | wc -c)" = $size ]`)
	once(t, 0, "a line of "+line+" bytes through `reverse`, `reverse -i` and the pair: every byte arrives", numbers+`
{ head -c $((line / 2)) /dev/zero | tr '\0' a; head -c $((line / 2)) /dev/zero | tr '\0' b; echo; } >data
{ head -c $((line / 2)) /dev/zero | tr '\0' b; head -c $((line / 2)) /dev/zero | tr '\0' a; echo; } >atad
reverse data | cmp - atad
reverse -i <data 2>said | cmp - atad
for options in '' '-n 1'; do
  fifo-writer -l p <data &
  fifo-reader $options p | cmp - data
  wait $!
done`)
	once(t, 0, fifos+" FIFOs at once: every byte arrives", numbers+`
for ((i = 0; i < fifos; i++)); do
  fifo-reader $i >$i.out &
  echo $i | fifo-writer $i &
done
wait
for ((i = 0; i < fifos; i++)); do [ "$(<$i.out)" = $i ]; done`)
	once(t, 0, "as many as "+ends+" writers and "+ends+" readers of lines on one FIFO: each line goes to one reader", numbers+`
mkfifo p
for ((i = 0; i < ends; i++)); do
  for ((j = 0; j < 100; j++)); do echo $i $j; done | fifo-writer -k -l p &
  fifo-reader -k -n 100 p >$i.out &
done
wait
cat -- *.out | sort | cmp - <(for ((i = 0; i < ends; i++)); do for ((j = 0; j < 100; j++)); do echo $i $j; done; done | sort)`)
}

// once is shell for what takes all of the machine. No process may take more than most
// KiB, if that is not 0.
func once(t *testing.T, most int64, text, script string) {
	promises(t, text, func(p *promise) {
		p.tried.Add(1)
		q := p.shell(p.TempDir(), preamble+script)
		q.limit = 5 * time.Minute
		q.start().ends(0)
		// Of the largest of those that have been waited for, getrusage(2).
		if took := q.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; most > 0 && took > most {
			p.breaks("%d KiB", took)
		}
	})
}

func TestOwners(t *testing.T) {
	shell(t, 10, "a new FIFO has just the mode that was asked for, whatever the umask", `
for mask in 000 022 077 777; do
  for mode in 0600 0666 0640 0000 0777; do
    rm -f p
    gives 124 bash -c "umask $mask; fifo-reader -t 0.01 -m $mode p" || :
    [ "$(stat -c %F:%04a p)" = fifo:$mode ]
  done
done`)
	shell(t, 10, "a symbolic link in place of the FIFO never has anything created or changed behind it", `
mkdir tmp && chmod 1777 tmp
echo precious >file
ln -s ../nothing tmp/dangling
ln -s ../file tmp/file
ln -s loop tmp/loop
for program in fifo-writer fifo-reader; do
  for link in dangling dangling/ file loop; do
    gives 1 $program tmp/$link
  done
done
[ ! -e nothing ]
[ "$(<file)" = precious ]`)
	shell(t, 10, "the name of a worker and descriptors in place of its lifeline: no worker, or one that does what its options say", `
mkfifo p
exec 4<>p
for program in fib reverse sigpair; do
  arguments=5
  [[ $program == fib ]] || arguments=
  for lifeline in '3<&-' '3</dev/null' '3>/dev/null' '3<>p' '3>p' '3<.'; do
    gives 1 bash -c "exec -a $program-worker $program $arguments $lifeline; exit 9" </dev/null
    says "$program-worker is started by $program only"
  done
  gives 1 bash -c "exec 3< <(:); wait \$!; exec -a $program-worker $program $arguments" </dev/null
  says "$program-worker is started by $program only"
done
[ "$(exec -a fib-worker fib 2 3< <(sleep 0.5))" = $'0\n1\n1' ]`)
	shell(t, 1, "no program is setuid, setgid or has capabilities", `
for program in fib reverse sigpair fifo-writer fifo-reader; do
  file=$(command -v $program)
  [ ! -u $file ] && [ ! -g $file ]
  [ -z "$(getcap $file 2>/dev/null)" ]
done`)
	if withRoot(t, "setpriv") {
		shell(t, 10, "a FIFO that a stranger has planted in a sticky folder: refused, also behind a link", `
chmod 711 .
mkdir sticky own
chmod 1777 sticky
mkfifo -m 666 sticky/planted own/planted
chown 65534 sticky/planted own/planted
ln -s ../sticky/planted own/link
for program in fifo-writer fifo-reader; do
  for path in sticky/planted own/link; do
    gives 1 $program -t 0.1 $path </dev/null
    says 'belongs to user 65534'
    gives 124 $program -t 0.01 --any-owner $path </dev/null
  done
  gives 124 $program -t 0.01 own/planted </dev/null
done`)
	}
}

func TestWorkers(t *testing.T) {
	shell(t, 3, "a worker that stops for good in a conversation: the parent says so, and ends with 1", `
mkfifo in
: >out
reverse -i <in >out 2>said & parent=$!
exec 4>in
echo abc >&4
until [ "$(<out)" = cba ]; do sleep 0.01; done
worker=$(pgrep -P $parent)
kill -STOP $worker
until [[ $(ps -o stat= -p $worker) == T* ]]; do sleep 0.01; done # all its threads
echo def >&4
status=0
wait $parent || status=$?
[ $status = 1 ]
says 'does not answer'`)
	shell(t, 10, "a worker that is stopped or breaks down: the parent can be ended, says so, and leaves nothing", `
for command in 'fib -s 60 5' 'sigpair -d 60' 'sigpair -d 60 -t 1'; do
  $command 2>said & parent=$!
  until worker=$(pgrep -P $parent -f -- -worker) || ! kill -0 $parent; do sleep 0.01; done
  [[ -z $worker ]] || kill -STOP $worker || [[ $command == *-t* ]]
  [[ $command == *-t* ]] || kill $parent
  status=0
  wait $parent || status=$?
  [ $status = 143 ] || [ $status = 124 ]
done
for command in 'fib -s 60 5' 'sigpair -d 60'; do
  for signal in ABRT SEGV BUS FPE; do
    $command 2>said & parent=$!
    until worker=$(pgrep -P $parent -f -- -worker); do sleep 0.01; done
    kill -$signal $worker
    status=0
    wait $parent || status=$?
    case $status in
      1) says 'broke down' ;;
      $((128 + $(kill -l $signal)))) says "was killed by SIG$signal" ;; # before Go could catch it
      *) exit 1 ;;
    esac
  done
done`)
}
