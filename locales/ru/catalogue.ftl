## Справочник инструментов

journal-catalogue-read = Справочник инструментов прочитан: у брокера их { AMOUNT($listed) }, новых { AMOUNT($added) }, изменилось { AMOUNT($changed) }, больше нет { AMOUNT($gone) }
journal-catalogue-refused = Справочник инструментов остался прежним: брокер перечислил подозрительно мало, { AMOUNT($listed) } вместо { AMOUNT($before) }{ catalogue-short }. Если инструментов и правда стало меньше: /reload anyway
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
