# Completion of undergo for fish. The command itself says what it knows: `undergo --complete`, `undergo COMMAND --complete`.
function __undergo_flags
    set -l words (commandline -opc)
    if contains -- $words[2] mod work telemetry
        undergo $words[2] $words[3] --complete 2>/dev/null
    else
        undergo $words[2] --complete 2>/dev/null
    end
end

function __undergo_wants_flag
    string match -q -- '-*' (commandline -ct)
    and test (count (commandline -opc)) -ge 2
end

complete -c undergo -n 'test (count (commandline -opc)) -eq 1' -f -a '(undergo --complete 2>/dev/null)'
complete -c undergo -n '__fish_seen_subcommand_from help' -f -a '(undergo --complete 2>/dev/null)'
for command in mod work telemetry
    complete -c undergo -n "test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from $command" -f -a "(undergo $command --complete 2>/dev/null)"
end
complete -c undergo -n __undergo_wants_flag -f -a '(__undergo_flags)'
