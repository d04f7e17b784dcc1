# Reads a table from ps. For the process called name, or only for process pid if that is
# set, prints the column that has the heading wanted.

{ gsub(/\| |\\_/, "") } # the branches that ps --forest draws
NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
$column["COMMAND"] == name && (pid == "" || $column["PID"] == pid) { print $column[wanted] }
