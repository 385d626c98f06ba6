## Справочник инструментов

journal-catalogue-read = Справочник инструментов прочитан: у брокера их { AMOUNT($listed) }, новых { AMOUNT($added) }, изменилось { AMOUNT($changed) }, больше нет { AMOUNT($gone) }
journal-catalogue-refused = Справочник инструментов остался прежним: брокер перечислил подозрительно мало, { AMOUNT($listed) } вместо { AMOUNT($before) }{ catalogue-short }. Если инструментов и правда стало меньше: /reload anyway
journal-catalogue-unread = Справочник инструментов не удаётся прочитать уже больше часа: { $message }. Пока служит прежний; попытки продолжаются
journal-dividends-read = Дивиденды прочитаны, акций: { AMOUNT($read) }
journal-dividends-unread = Дивиденды не прочитаны, акций: { AMOUNT($failed) } (прочитаны: { AMOUNT($read) }). Для них служат прежние, /scan и /dscan могут не знать о новых. Ответ брокера: { $message }
# Сколько сейчас/было тех видов, которых меньше половины прежнего.
catalogue-short = { $share ->
        [none] {""}
       *[other] ; акций { $share }
    }{ $bond ->
        [none] {""}
       *[other] ; облигаций { $bond }
    }{ $future ->
        [none] {""}
       *[other] ; фьючерсов { $future }
    }{ $etf ->
        [none] {""}
       *[other] ; фондов { $etf }
    }{ $currency ->
        [none] {""}
       *[other] ; валют { $currency }
    }

command-reload = Перечитать справочник инструментов у брокера
usage-reload = /reload или, если инструментов и правда стало вдвое меньше: /reload anyway
answer-reload = Справочник прочитан: у брокера инструментов { AMOUNT($listed) }, новых { AMOUNT($added) }, изменилось { AMOUNT($changed) }, больше нет { AMOUNT($gone) }.
error-catalogue-refused = Справочник остался прежним: брокер перечислил подозрительно мало, { $listed } вместо { $before }{ catalogue-short }. Повторите позже; если инструментов и правда стало меньше: /reload anyway
