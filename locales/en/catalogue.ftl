## The catalogue of instruments

journal-catalogue-read = The catalogue of instruments was read: the broker lists { AMOUNT($listed) }, { AMOUNT($added) } of them new, { AMOUNT($changed) } changed, { AMOUNT($gone) } gone
journal-catalogue-refused = The catalogue of instruments stays as it was: the broker listed suspiciously few, { AMOUNT($listed) } where there were { AMOUNT($before) }{ catalogue-short }. If there really are fewer now: /reload anyway
journal-catalogue-unread = The catalogue of instruments could not be read for more than an hour: { $message }. The old one serves meanwhile, and it is tried again
journal-dividends-read = Dividends were read, shares: { AMOUNT($read) }
journal-dividends-unread = Dividends were not read, shares: { AMOUNT($failed) } (read: { AMOUNT($read) }). For them the old ones serve; /scan and /dscan may not know of new ones. The broker’s answer: { $message }
# How many now/before, of the kinds of which there are less than half.
catalogue-short = { $share ->
        [none] {""}
       *[other] ; shares { $share }
    }{ $bond ->
        [none] {""}
       *[other] ; bonds { $bond }
    }{ $future ->
        [none] {""}
       *[other] ; futures { $future }
    }{ $etf ->
        [none] {""}
       *[other] ; funds { $etf }
    }{ $currency ->
        [none] {""}
       *[other] ; currencies { $currency }
    }

command-reload = Read the catalogue of instruments from the broker
usage-reload = /reload or, if there really are half as many instruments now: /reload anyway
answer-reload = The catalogue was read: the broker lists { AMOUNT($listed) }, { AMOUNT($added) } of them new, { AMOUNT($changed) } changed, { AMOUNT($gone) } gone.
error-catalogue-refused = The catalogue stays as it was: the broker listed suspiciously few, { $listed } where there were { $before }{ catalogue-short }. Try again later; if there really are fewer now: /reload anyway
