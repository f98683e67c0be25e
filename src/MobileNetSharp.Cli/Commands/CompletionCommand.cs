using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet completion SHELL</c>: a script by which the shell completes verbs and options.</summary>
static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell: bash, zsh, fish or pwsh.", HelpName = "SHELL" };
        CommonOptions.OnlyFrom(shell, ["bash", "zsh", "fish", "pwsh"]);
        var command = new Command("completion", "Generate a shell completion script.") { shell };
        Examples.Attach(
            command,
            ("eval \"$(mobilenet completion bash)\"", "add this to ~/.bashrc; the same works for zsh"),
            ("mobilenet completion pwsh | Out-String | Invoke-Expression", "add this to your PowerShell profile"));
        command.SetAction(parsed =>
        {
            Terminal.OwnOutput.WriteLine(parsed.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => $"autoload -U +X bashcompinit && bashcompinit\n{Bash}",
                "fish" => Fish,
                _ => PowerShell,
            });
            return ExitCode.Done;
        });
        return command;
    }

    // The [suggest:N] directive of System.CommandLine prints what may stand at position N of the line. Options are offered
    // after a dash only, so that file names are completed elsewhere.
    const string Bash = """
        _mobilenet() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}" words
            words=$(mobilenet "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            [[ $word == -* ]] || words=$(grep -v '^-' <<< "$words")
            COMPREPLY=($(compgen -W "$words" -- "$word"))
        }
        complete -o default -F _mobilenet mobilenet
        """;

    const string Fish = """
        complete -c mobilenet -a '(mobilenet "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName mobilenet -ScriptBlock {
            param($word, $line, $position)
            mobilenet "[suggest:$position]" "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;
}
