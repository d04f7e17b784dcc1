# Prints each line of a terminal as an SVG text element, with commands in bold and
# box-drawing characters in colour. The locale must be C.

{
  gsub(/&/, "\\&amp;")
  gsub(/</, "\\&lt;")
  if (sub(/^\$ /, "")) $0 = "<tspan class=\"prompt\">$</tspan> <tspan class=\"command\">" $0 "</tspan>"
  gsub(/(│|├|┤|─|╌|►|◄|▶|█|░|•)+/, "<tspan class=\"line\">&</tspan>")
  printf "<text x=\"16\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", 16 * NR + 12, $0
}
