# Draws the narration of the programs as a sequence diagram: for Mermaid if mermaid is 1,
# else for a terminal. Messages begin with name. The locale must be C.
#
# A line of narration has the form NAME[PID]: EVENT.

!match($0, /^[A-Za-z0-9._-]+\[[0-9]+\]: /) { print >"/dev/stderr"; next }
{
  reporter = substr($0, 1, RLENGTH)
  event = substr($0, RLENGTH + 1)
  split(reporter, part, /[][]/)
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
    sent[pid, peer, text]++
    add(pid, peer, text)
  } else if (sent[peer, pid, text] > 0) {
    sent[peer, pid, text]-- # the sender has already reported this event
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
  for (i = 1; i <= events; i++) schedule(i)
  if (mermaid) write_mermaid()
  else draw()
}

function add(sender, receiver, text) {
  events++
  from[events] = sender
  to[events] = receiver
  label[events] = text
}

# schedule(i) puts event i at the end of the diagram. If the process's start is later in
# the narration, schedule puts the start there first.
function schedule(i,    start) {
  if (i in scheduled) return
  scheduled[i] = 1
  start = started[from[i]]
  if (start > i) schedule(start)
  participate(from[i])
  participate(to[i])
  order[++steps] = i
}

function participate(pid) {
  if (pid in column_of) return
  column_of[pid] = ++columns
  at[columns] = pid
}

# name_of(pid) returns the name that ps shows, as far as the narration reveals it. A
# worker narrates under the name of its program, and starts no process. Only sigpair
# starts other commands too, which may not narrate.
function name_of(pid,    own, starter) {
  own = program[pid]
  starter = program[parent[pid]]
  if (starter != "" && (own == starter && !(pid in starts) || own == "" && starter != "sigpair")) return starter "-worker"
  return own != "" ? own : starter != "" ? "child" : "process"
}

# write_mermaid writes the diagram for Mermaid. It numbers processes of the same name.
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

# escaped(text) replaces each character that has a meaning in Mermaid or HTML by Mermaid's
# escape, #CODE;
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

# draw draws the diagram for a terminal. The columns are as wide as the widest text, but
# together not wider than 80. Each is at least 8 wide.
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

# position(column) returns the place of a lifeline in each row.
function position(column) { return 1 + (column - 1) * width }

# write puts text next to the lifeline of column, and wraps it into rows.
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

# flush prints the rows and clears them.
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

# split_text splits text, which is UTF-8, into the characters c, and returns their number.
# A character counts as one column.
function split_text(text, c,    i, n, byte) {
  for (i = 1; i <= length(text); i++) {
    byte = substr(text, i, 1)
    if (byte ~ /[\200-\277]/) c[n] = c[n] byte # continues the last character
    else c[++n] = byte
  }
  return n
}

function max(a, b) { return a > b ? a : b }
