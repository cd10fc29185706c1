# SPDX-License-Identifier: Apache-2.0
# bash completion of crossweave: commands, keys of the config, files.
_crossweave() {
    local word=${COMP_WORDS[COMP_CWORD]} commands='run train search sweep solve fit describe parts host trace validate report help version'
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
    elif [[ ${COMP_WORDS[1]} == describe || $word == --* ]]; then
        local keys
        keys=$(crossweave describe 2>/dev/null | sed -n 's/^\([a-z][a-z0-9_.]*\) *=.*/\1/p')
        if [[ $word == --* ]]; then
            compopt -o nospace
            mapfile -t COMPREPLY < <(compgen -P -- -S = -W "$keys" -- "${word#--}")
        else
            mapfile -t COMPREPLY < <(compgen -W "$keys" -- "$word")
        fi
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -F _crossweave crossweave
