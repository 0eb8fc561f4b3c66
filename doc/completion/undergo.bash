# Completion of undergo for bash. The command itself says what it knows: `undergo --complete`, `undergo COMMAND --complete`.
_undergo() {
    local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} sub=${COMP_WORDS[2]}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(undergo --complete 2>/dev/null)" -- "$cur")
        return
    fi
    case $command in
    mod | work | telemetry)
        if [ "$COMP_CWORD" -eq 2 ]; then
            mapfile -t COMPREPLY < <(compgen -W "$(undergo "$command" --complete 2>/dev/null)" -- "$cur")
            return
        fi
        command="$command $sub"
        ;;
    help)
        mapfile -t COMPREPLY < <(compgen -W "$(undergo --complete 2>/dev/null)" -- "$cur")
        return
        ;;
    esac
    case $cur in
    -*)
        # shellcheck disable=SC2086 # a subcommand is two words
        mapfile -t COMPREPLY < <(compgen -W "$(undergo $command --complete 2>/dev/null)" -- "$cur")
        ;;
    *)
        mapfile -t COMPREPLY < <(compgen -o plusdirs -f -X '!*.go' -- "$cur")
        compopt -o filenames 2>/dev/null
        ;;
    esac
}
complete -F _undergo undergo
