# Texts for people. The keys are those of ru/; a new command: command-<name> and usage-<name>, a new journal entry: journal-<kind>.
# AMOUNT and PRICE write a number as it is with its thousands apart (PRICE in roubles, SIGNED with a plus too); AVERAGE rounds an average price;
# COUNTED takes the word from a text of its own: COUNTED($lots, "lots").

## Words and numbers

lots =
    { $count ->
        [one] { $shown } lot
       *[other] { $shown } lots
    }
pieces =
    { $count ->
        [one] { $shown } piece
       *[other] { $shown } pieces
    }
contracts =
    { $count ->
        [one] { $shown } contract
       *[other] { $shown } contracts
    }
seconds =
    { $count ->
        [one] { $shown } second
       *[other] { $shown } seconds
    }

days =
    { $count ->
        [one] { $shown } day
       *[other] { $shown } days
    }

state-running = running
state-paused = paused
state-waiting = waiting
state-done = done
state-cancelled = cancelled
state-failed = failed

waiting-session = the instrument does not trade now; I go on when it does
waiting-broker = the broker does not answer; I go on when it does
waiting-halt = orders are halted; I go on after /unhalt
waiting-person = it needs your answer

severity-info = event
severity-report = report
severity-warning = warning
