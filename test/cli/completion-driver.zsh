# Completes a line in an interactive zsh, and writes what was offered to a file, one word a line.
# $1: the script, $2: the line, $3: the file
zmodload zsh/zpty
zpty -b z zsh -f -i
zpty -w z "PS1= ; unset zle_bracketed_paste; stty rows 200 cols 200 -echo"
zpty -w z "autoload -Uz compinit && compinit -u -D; source $1"
zpty -w z "setopt nolistbeep; LISTMAX=9999"
zpty -w z "compadd () { local -a found; if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)* ]]; then builtin compadd \"\$@\"; return; fi; builtin compadd -O found \"\$@\"; print -rl -- \"\${found[@]}\" >> $3; builtin compadd \"\$@\" }"
zpty -w z "print ready > $3.ready"
for wait in {1..200}; do [[ -e $3.ready ]] && break; sleep 0.05; done
zpty -w -n z "$2"$'\t'
for wait in {1..60}; do [[ -s $3 ]] && break; sleep 0.05; done
sleep 0.3
zpty -d z
