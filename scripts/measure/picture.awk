# Reads what picture.sh has recorded, and prints what moves in the picture: the text of the
# terminals, the pipe, and when each of them changes. The locale must be C.
#
# Where nothing moves, the picture is that of the last moment but one: each element has
# the look of that moment, and only the animation gives it another.

BEGIN {
  advance = 7.8 # of a character: 0.6 of the size of the font, in most fonts
  spacing = 16  # of rows
  left[1] = left["pipe"] = 12.5
  left[2] = 437.5
  top[1] = top[2] = 47
  top["pipe"] = 361
  tube = 720 # the width of the pipe
  terminal = 1
  level[0] = flow[0] = 0
}

/^# In the first terminal:$/ { terminal = 1; next }
/^# In the second terminal:$/ { terminal = 2; next }

# At a moment, nothing moves. Since the last one, programs have printed and bytes have
# moved. Into an empty pipe, they first come: then the first byte moves through all of it.
/^@moment / {
  begins[++moments] = now
  arriving[moments] = $2 > taken && level[moments - 1] == 0
  arrivals += arriving[moments]
  flow[moments] = tube * ($2 / 65536 + arrivals)
  now += $2 > taken ? 1.3 : 0.2
  shown[moments] = now
  print_lines(1)
  print_lines(2)
  taken = $2
  hold = $3
  level[moments] = row["pipe"] = 0
  next
}

/^@end$/ {
  now += hold
  hold = 0
  next
}

hold {
  add("pipe", $0, now)
  of_moment[count] = moments
  if (match($0, / p (█|░)+ [0-9.]+ /)) {
    fill = substr($0, RSTART, RLENGTH)
    gsub(/[^0-9.]/, "", fill)
    level[moments] = fill / 64
  }
  next
}

# A command is typed. The same command once more comes from the history of the shell.
/^\$ / {
  add(terminal, $0, since[terminal])
  again = $0 == last[terminal]
  last[terminal] = $0
  steps[count] = again ? 1 : length($0) - 2
  typing[count] = now + 0.3
  now = entered[count] = typing[count] + (again ? 0.1 : 0.025 * steps[count])
  now += 0.3
  next
}

{ line[terminal, ++lines[terminal]] = $0 }

END {
  now += 1
  still = shown[moments - 1]
  print_pipe()
  for (terminal = 1; terminal <= 2; terminal++) add(terminal, "$ ", since[terminal])
  print "<g clip-path=\"url(#windows)\">"
  for (i = 1; i <= count; i++) print_text(i)
  print "</g>"
  print "<style>\n@media (prefers-reduced-motion: no-preference) {\n" animations "}\n</style>"
}

# add adds a line to a window. It appears at that time.
function add(where, content, time) {
  text[++count] = content
  x[count] = left[where]
  y[count] = top[where] + spacing * row[where]++
  appears[count] = time + 0
}

# print_lines adds the lines that a terminal has printed since the last moment. They
# appear one after the other, the last of them at this moment.
function print_lines(where,   i, between) {
  between = lines[where] > 1 ? (now - begins[moments]) / (lines[where] - 1) : 0
  for (i = 1; i <= lines[where]; i++) add(where, line[where, i], now - (lines[where] - i) * between)
  if (lines[where]) since[where] = now
  lines[where] = 0
}

# at returns the keyframe for a time.
function at(time, declarations) { return sprintf("%.4g%% { %s } ", 100 * time / now, declarations) }

function scale(share) { return "transform: scale(" share ", 1)" }
function shift(distance) { return "stroke-dashoffset: -" distance }

# animated returns the class of elements with these keyframes.
function animated(keyframes, timing) {
  if (!(keyframes in class)) {
    class[keyframes] = "a" ++classes
    animations = animations sprintf(".a%d { animation: a%d %ss %s infinite }\n@keyframes a%d { %s}\n",
      classes, classes, now, timing, classes, keyframes)
  }
  return class[keyframes]
}

# visible opens a group that is visible from one time to another.
function visible(from, to,   frames) {
  frames = (from > 0 ? at(0, "opacity: 0") : "") at(from, "opacity: 1")
  frames = frames (to < now ? at(to, "opacity: 0") at(now, "opacity: 0") : at(now, "opacity: 1"))
  return group(frames, from, to)
}

# group opens a group with these keyframes. Without animation, it is visible if the moment
# that is shown then is between the two times.
function group(frames, from, to,   look) {
  look = from <= still && still < to ? "" : " opacity=\"0\""
  return sprintf("<g class=\"%s\"%s>", animated(frames, "step-end"), look)
}

function print_text(i,   until, content, width, frames) {
  until = i in of_moment && of_moment[i] < moments ? shown[of_moment[i] + 1] : now
  width = (length(text[i]) - 2) * advance
  content = sprintf("<text x=\"%s\" y=\"%s\" xml:space=\"preserve\"%s>%s</text>", x[i], y[i],
    i in steps ? " textLength=\"" width + 2 * advance "\"" : "", colour(text[i]))
  if (text[i] == "$ ") content = content cursor(i)
  print visible(appears[i], until) content "</g>"
  if (!(i in steps)) return
  # The cursor and a cover behind it move to the right, one character after the other.
  frames = (appears[i] > 0 ? at(0, "opacity: 0") : "") at(appears[i], "opacity: 1; transform: none") \
    at(typing[i], "opacity: 1; transform: none; animation-timing-function: steps(" steps[i] ")") \
    at(entered[i], "opacity: 1; transform: translate(" width "px, 0)") \
    at(entered[i] + 0.2, "opacity: 0") at(now, "opacity: 0")
  printf "%s<rect class=\"cover\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"16\"/>%s</g>\n",
    group(frames, appears[i], entered[i]), x[i] + 2 * advance, y[i] - 12, width + 2, cursor(i)
}

function cursor(i) {
  return sprintf("<rect class=\"cursor\" x=\"%s\" y=\"%s\" width=\"7\" height=\"15\"/>",
    x[i] + 2 * advance, y[i] - 12)
}

# colour returns a line of text as SVG.
function colour(content) {
  gsub(/&/, "\\&amp;", content)
  gsub(/</, "\\&lt;", content)
  if (sub(/^\$ /, "", content)) return "<tspan class=\"prompt\">$ </tspan><tspan class=\"command\">" content "</tspan>"
  if (content ~ /^fifo-writer\[/) return "<tspan class=\"narration\">" content "</tspan>"
  if (content ~ /^•/) return "<tspan class=\"reason\">" content "</tspan>"
  if (content == "all taken") return "<tspan class=\"success\">" content "</tspan>"
  gsub(/(▶|◀|█|░)+/, "<tspan class=\"line\">&</tspan>", content)
  return content
}

# print_pipe prints the pipe. Two covers hide what is empty: the right one is before the
# first byte, the left one behind the last.
function print_pipe(   i, before, behind, moving, middle) {
  before = at(0, "transform: none")
  behind = at(0, scale(0))
  for (i = 1; i <= moments; i++) {
    moving = moving at(begins[i], shift(flow[i - 1])) at(shown[i], shift(flow[i]))
    if (arriving[i]) {
      middle = (begins[i] + shown[i]) / 2
      before = before at(begins[i], "transform: none") at(middle, scale(0))
      behind = behind at(middle, scale(0)) at(shown[i], scale(1 - level[i]))
    } else if (flow[i] > flow[i - 1])
      behind = behind at(begins[i], scale(1 - level[i - 1])) at(shown[i], scale(1 - level[i]))
  }
  before = before at(now, scale(0))
  behind = behind at(now, scale(1 - level[moments]))
  moving = moving at(now, shift(flow[moments]))
  print "<g transform=\"translate(60 265)\">"
  printf "<rect class=\"bytes\" width=\"%s\" height=\"32\"/>\n", tube
  printf "<path class=\"flow %s\" d=\"M0 7H%s M0 25H%s\"/>\n", animated(moving, "linear"), tube, tube
  printf "<rect class=\"empty %s\" width=\"%s\" height=\"32\" transform=\"scale(%s 1)\"/>\n",
    animated(behind, "linear"), tube, 1 - level[moments - 1]
  printf "<g transform=\"translate(%s 0)\">", tube
  printf "<rect class=\"empty %s\" x=\"-%s\" width=\"%s\" height=\"32\" transform=\"scale(0 1)\"/></g>\n",
    animated(before, "linear"), tube, tube
  printf "<rect class=\"wall\" width=\"%s\" height=\"32\" rx=\"3\"/>\n", tube
  # While bytes move, nothing says how many there are.
  for (i = 1; i <= moments; i++)
    printf "%s<text class=\"level\" x=\"%s\" y=\"21\">p: %s</text></g>\n",
      visible(shown[i], i < moments ? begins[i + 1] : now), tube / 2, level[i] ? level[i] * 64 " of 64 KiB" : "empty"
  print "</g>"
}
