## Watching: tasks that order nothing and only tell

command-alert = Tell me when a price is reached
usage-alert =
    /alert SBER 300: tells when the best price crosses 300; upwards or downwards, by where it is now
    /alert SRZ6 SBER 250: the same for the price of a spread, as /sprices shows it for one contract
    /alert SRZ6 SBER 250 100: with a ratio of your own
    /alert SBER 300 once: tells once, and ends
    It runs until you stop it: /stop alert/3

command-watch = Look for profitable pairs on a schedule
usage-watch =
    /watch 20 10: looks for pairs as /scan 20 does, every 10 minutes, and tells which rose above 20 % a year
    /watch 20: how often is /settings watch.minutes
    /watch: the rate is /settings scan.rate
    It runs until you stop it: /stop watch/3

setting-watch-minutes = After how many minutes /watch looks again

title-alert =
    wait for the price of { $against ->
        [none] { $ticker }
       *[other] the spread { $ticker } / { $against }
    } { PRICE($price) }{ $once ->
        [yes] , once
       *[no] {""}
    }
title-watch = look for pairs above { $rate } % a year every { COUNTED($minutes, "minutes") }
task-line-watching =
    { $id }: { $title }. { $stateWord }, { $executed ->
        [0] nothing told yet
       *[other] told { AMOUNT($executed) }
    }
task-line-blind = { $line }. It has seen nothing since { TIME($since) } (Moscow time): { $reason }

journal-watching-asked =
    { $by ->
        [api] Asked through the API:
       *[other] Asked:
    } { $title }
journal-alert-crossed =
    { $against ->
        [none] { $ticker }
       *[other] The spread { $ticker } / { $against }
    }: the price { $rises ->
        [yes] rose to { PRICE($price) }, one can sell at { PRICE($at) } now
       *[no] fell to { PRICE($price) }, one can buy at { PRICE($at) } now
    }.{ $once ->
        [yes] {" "}That is all I watch for.
       *[no] {""}
    }
journal-watch-crossed =
    Above { $rate } % a year:
    { $pairs }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
journal-watching-blind =
    For { COUNTED($forMinutes, "minutes") } nothing has been seen for what you asked to watch: { $title }. The cause: { $why }.{ $cause ->
        [none] {""}
       *[other] {" "}{ $cause }
    } It goes on by itself, and tells you when it sees again.
journal-watching-sees = It sees the market again: { $title }. What crossed meanwhile is told as it stands now.
watching-told =
    { $told ->
        [0] Nothing was told.
       *[other] Reports: { $told }.
    }
journal-watching-done =
    { $why ->
        [expired] Trading is over, nothing is watched any more
        [gone] The broker does not list this instrument any more, nothing is watched
       *[once] Nothing is watched any more
    }: { $title }. { watching-told }
journal-watching-cancelled = Stopped: { $title }. { watching-told }
journal-watching-failed = It did not work: { $title }. { $cause }

# Why one that only watches sees nothing
idle-settings-unknown = the settings cannot be read from the database
idle-not-listed = the broker does not list { $of } now, though the catalogue does
idle-scan-failed = the market could not be scanned
idle-scan-blind = the broker tells not one order book

error-watch-terms =
    { $field ->
        [minutes] That cannot be minutes
       *[rate] That cannot be a rate
    }: { $given }. It is a number from { $least } to { $most }{ $field ->
        [minutes] {""}
       *[rate] {" "}with at most two digits after the point
    }, as in /watch 20 10: 20 % a year, every 10 minutes.
error-alert-of-what = What is to be watched? The price of an instrument: /alert SBER 300 (ticker and price). The price of a spread: /alert SRZ6 SBER 250 (farTicker, nearTicker and price, ratio if needed).
error-alert-threshold = { $given ->
        [none] At which price?
       *[other] That cannot be a price: { $given }.
    } It is a number, as in /alert SBER 300 (ticker and price).
error-alert-price = The price of { $ticker } must be above zero, not { $price }. For instance: /alert SBER 300. Only the price of a spread may be negative.
error-alert-ratio = The ratio must be above zero, not { $ratio }: that many { $nearTicker } stand against one contract. Left out, it is that of the contracts.
error-too-many-watching = { $most } alerts and watches run already, and that is the most. Stop one first, for example: /stop alert/3
