#!/usr/bin/env bash
# Usage: scripts/sequence.sh [--mermaid] [FILE]
#
# Draws what the programs tell with -v, in FILE or on standard input, as a sequence
# diagram. Lines that are not such narration go to standard error as they are. The
# diagram comes at the end of the input; Ctrl-C ends the programs, not the diagram.
#
# An arrow goes from one process to another, a note is about one alone. An arrow is
# dashed where only the receiver has told of it: how a child ended, or a reply. What
# both have told is one arrow. Up to ten processes fit into 80 columns.
#
#   --mermaid    write a Mermaid sequence diagram, with names but no PIDs
#   -h, --help   show this help and exit
#
# Examples:
#   sigpair -v -d 1 |& scripts/sequence.sh
#   { fifo-reader -v p & seq 9 | fifo-writer -v p; wait; } |& scripts/sequence.sh

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

mermaid=0
if [[ ${1-} == --mermaid ]]; then
  mermaid=1
  shift
fi
[[ ${1-} != -?* ]] || read_options "$1"
(($# < 2)) || wrong_use "extra operand $2"
file=${1--}
if [[ $file != - ]]; then
  [[ -r $file && ! -d $file ]] || {
    echo "$name: $file: can't be read" >&2
    exit 1
  }
  exec <"$file"
fi
trap '' INT # it also ends those who tell, whose last words are still to come

# In the locale C every awk takes a byte for a character: see split_text.
LC_ALL=C awk -v mermaid="$mermaid" -v name="$name" '
# Narration: NAME[PID]: EVENT, perhaps behind the prompt of a conversation.
!match($0, /^(phrase: )?[A-Za-z0-9._-]+\[[0-9]+\]: /) { print >"/dev/stderr"; next }
{
  teller = substr($0, 1, RLENGTH)
  event = substr($0, RLENGTH + 1)
  sub(/^phrase: /, "", teller)
  split(teller, part, /[][]/)
  pid = part[2]
  program[pid] = part[1]
  if (event !~ /^(->|<-) \[[0-9]+\] /) {
    add(pid, pid, event)
    next
  }
  split(event, part, /[][]/)
  peer = part[2]
  text = substr(event, length(peer) + 7)
  if (event ~ /^->/) {
    if (text == "start") {
      parent[peer] = pid
      starts[pid] = 1
      started[peer] = events + 1
    }
    told[pid, peer, text]++
    add(pid, peer, text)
  } else if (told[peer, pid, text] > 0) {
    told[peer, pid, text]-- # the sender has told it before it sent it
  } else {
    dashed[events + 1] = 1
    add(peer, pid, text)
  }
}
END {
  if (!events) {
    print name ": no narration: was -v given?" >"/dev/stderr"
    exit 1
  }
  for (i = 1; i <= events; i++) place(i)
  if (mermaid) write_mermaid()
  else draw()
}

function add(sender, receiver, text) {
  events++
  from[events] = sender
  to[events] = receiver
  label[events] = text
}

# place(i) gives event i its place in time. A child may be faster to tell something
# than its parent is to tell that it has started it, but not to be started.
function place(i,    start) {
  if (i in placed) return
  placed[i] = 1
  start = started[from[i]]
  if (start > i) place(start)
  participate(from[i])
  participate(to[i])
  order[++steps] = i
}

function participate(pid) {
  if (pid in column_of) return
  column_of[pid] = ++columns
  at[columns] = pid
}

# name_of(pid) is the name that ps shows, as far as it can be told from here. A worker
# narrates by the name of its program, and starts nobody. Only sigpair also starts
# other commands, which need not narrate.
function name_of(pid,    own, starter) {
  own = program[pid]
  starter = program[parent[pid]]
  if (starter != "" && (own == starter && !(pid in starts) || own == "" && starter != "sigpair")) return starter "-worker"
  return own != "" ? own : starter != "" ? "child" : "process"
}

# write_mermaid numbers those that have the same name.
function write_mermaid(    column, name, number, called, id, i, arrow) {
  for (column = 1; column <= columns; column++) called[name_of(at[column])]++
  print "sequenceDiagram"
  for (column = 1; column <= columns; column++) {
    name = name_of(at[column])
    if (called[name] > 1) name = name " " (++number[name])
    id[column] = name
    gsub(/[^A-Za-z0-9]/, "_", id[column])
    print "  participant " id[column] (id[column] == name ? "" : " as " name)
  }
  for (step = 1; step <= steps; step++) {
    i = order[step]
    arrow = i in dashed ? "-->>" : "->>"
    if (from[i] == to[i]) printf "  Note over %s: ", id[column_of[from[i]]]
    else printf "  %s%s%s: ", id[column_of[from[i]]], arrow, id[column_of[to[i]]]
    print escaped(label[i])
  }
}

# escaped writes what ends a text in Mermaid, or is HTML, as Mermaid has it: #CODE;
function escaped(text) {
  gsub(/#/, "\00135\002", text)
  gsub(/;/, "\00159\002", text)
  gsub(/&/, "\00138\002", text)
  gsub(/</, "\00160\002", text)
  gsub(/>/, "\00162\002", text)
  gsub(/\001/, "#", text)
  gsub(/\002/, ";", text)
  return text
}

# draw gives each process a column as wide as what it has to say, but all of them
# together no more than 80, as long as there is room for some letters in each.
function draw(    column, i, c) {
  for (column = 1; column <= columns; column++) widest = max(widest, split_text(heading(column), c))
  for (i = 1; i <= events; i++) widest = max(widest, split_text(label[i], c))
  width = max(8, widest + 3 < 80 / columns ? widest + 3 : int(80 / columns))
  for (column = 1; column <= columns; column++) write(heading(column), column, 0)
  flush()
  for (step = 1; step <= steps; step++) draw_event(order[step])
}

function heading(column) { return name_of(at[column]) " " at[column] }

function draw_event(i,    sender, receiver, x, first, last) {
  sender = column_of[from[i]]
  receiver = column_of[to[i]]
  write(label[i], sender < receiver ? sender : receiver, 2)
  draw_lifelines()
  flush()
  if (sender == receiver) return
  height = 1
  draw_lifelines()
  first = position(sender < receiver ? sender : receiver)
  last = position(sender < receiver ? receiver : sender)
  for (x = first + 1; x < last; x++) cell[1, x] = i in dashed ? "╌" : "─"
  cell[1, position(sender)] = sender < receiver ? "├" : "┤"
  if (sender < receiver) cell[1, last - 1] = "►"
  else cell[1, first + 1] = "◄"
  flush()
}

# position(column) is where the lifeline of a process is in each row.
function position(column) { return 1 + (column - 1) * width }

# write puts text beside the lifeline of column, in as many rows as it needs.
function write(text, column, indent,    n, c, room, begin, end, next_begin, x, row) {
  n = split_text(text, c)
  room = width - indent - 1
  for (begin = 1; begin <= n; begin = next_begin) {
    end = next_begin = begin + room
    if (end > n) end = n + 1
    else {
      while (end > begin && c[end] != " ") end--
      if (end > begin) next_begin = end + 1
      else end = next_begin
    }
    row++
    for (x = begin; x < end; x++) cell[row, position(column) + indent + x - begin] = c[x]
  }
  height = max(height, row)
}

function draw_lifelines(    row, column) {
  for (row = 1; row <= height; row++)
    for (column = 1; column <= columns; column++) cell[row, position(column)] = "│"
}

# flush prints the rows and begins new ones.
function flush(    row, x, line) {
  for (row = 1; row <= height; row++) {
    line = ""
    for (x = 1; x <= columns * width; x++) line = line ((row, x) in cell ? cell[row, x] : " ")
    sub(/ +$/, "", line)
    print line
  }
  split("", cell)
  height = 0
}

# split_text puts the characters of text, which is UTF-8, into c and returns how many
# they are. A character counts as one column.
function split_text(text, c,    i, n, byte) {
  for (i = 1; i <= length(text); i++) {
    byte = substr(text, i, 1)
    if (byte ~ /[\200-\277]/) c[n] = c[n] byte # goes on with the last one
    else c[++n] = byte
  }
  return n
}

function max(a, b) { return a > b ? a : b }
'
