package dev.howdah.app.docs;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// `docs/commands.md`: the help of every command.
public final class CommandsPage {
    private final StringBuilder page = new StringBuilder();

    private CommandsPage() {}

    public static String of(CommandLine commands) {
        var page = new CommandsPage();
        page.page.append("# Commands\n\nThe help of every command, as `--help` prints it; held by a test.\n");
        page.command(commands);
        return page.page.toString();
    }

    private void command(CommandLine command) {
        page.append("\n## `").append(command.getCommandSpec().qualifiedName()).append("`\n\n```text\n");
        page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
        command.getSubcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .forEach(this::command);
    }
}
