# Лестницы стоп-заявок: почему заявка не выставлена

error-not-listed = { $ticker } больше нет у брокера или через API не торгуется.
error-no-last-price = У { $ticker } нет последней цены, от которой считать, или она ниже нуля.
error-contract-ended = { $ticker } больше не торгуется: контракт закончился.
error-price-below-step = Цена была бы меньше одного шага цены { $ticker }: { PRICE($step) }.
error-price-outside-limit = { PRICE($price) } выходит за то, что биржа сегодня разрешает для { $ticker }: { PRICE($limit) }.
error-short-not-agreed = { $ticker } стал бы коротким больше, чем вы согласились.

# Списки инструментов

error-not-in-list = В списке нет: { $tickers }. Ничего не изменено.
error-list-too-long = В списке может быть не больше { $most } инструментов. Ничего не изменено.
error-no-tickers = Назовите хотя бы один тикер, например SBER.
journal-ladder-list-changed = { $list ->
        [white] Белый список
       *[black] Чёрный список
    } /{ $ladder }:{ $added ->
        [none] {""}
       *[other] {" "}добавлено { $added }
    }{ $removed ->
        [none] {""}
       *[other] {" "}убрано { $removed }
    }

# Что не так с лестницей в целом

error-ladder-list-empty = В белом списке /{ $ladder } нет инструментов, которых нет в чёрном. Добавьте: /{ $ladder } add SBER GAZP
error-ladder-argument = { $argument ->
        [levels] Уровни — разные проценты больше 0 и меньше 100 (у /nuke от 0), не больше десяти
        [sum] Сумма — в рублях, от 1 до 30 000 000 на каждую заявку
       *[lifetimeMinutes] Срок — в минутах, от 1 до 43 200
    }; так нельзя: { $given }.{ $nearest ->
        [none] {""}
       *[other] {" "}Ближайшее, что можно: { $nearest }
    }
error-ladder-sum-too-small = { PRICE($sum) } мало для { $parts } заявок хотя бы по лоту { $ticker }. Наименьшая сумма: { PRICE($least) }
error-ladder-changed = { $what ->
        [terms] Настройки /{ $ladder } с тех пор изменились
        [list] Список /{ $ladder } с тех пор изменился
        [orders] Что-то из того, что я собирался пропустить, теперь можно выставить
       *[money] Цены сдвинулись: теперь нужно больше денег
    }, это не то, что я показывал, поэтому ничего не выставлено. Попросите ещё раз.
error-nothing-to-place = Выставлять нечего:

# Команды

command-stops = Стоп-заявки на покупку далеко под рынком
command-shorts = Стоп-заявки на продажу далеко над рынком
command-nuke = Стоп-заявки на покупку падающего инструмента
usage-stops =
    /stops: тейк-профиты по всем инструментам белого списка, кроме чёрного; сначала спрошу
    /stops levels 15, 20, 25 sum 300000 minutes 120: другие уровни (проценты), сумма каждой заявки и срок, чем в настройках
    /stops market: сработавшая заявка покупает по любой цене
    /stops renew: когда срок выйдет, выставить заново, и так до остановки
    /stops list: оба списка
    /stops add SBER, GAZP (remove): белый список
    /stops block SBER (unblock): чёрный список
usage-shorts =
    /shorts: тейк-профиты на продажу по всем инструментам белого списка, кроме чёрного; сначала спрошу и скажу, что станет коротким
    /shorts levels 20, 25, 30 sum 300000 minutes 120, market, renew: как у /stops
    /shorts list, add, remove, block, unblock: его списки, как у /stops
usage-nuke =
    /nuke SBER 1000000: сумма равными частями на уровнях из настроек, первая — на шаг ниже последней цены; сначала спрошу
    /nuke SBER 1000000 levels 0, 1, 5, 7 minutes 30, market, renew: как у /stops

preview-stops = Выставить?
preview-shorts = Выставить, в том числе в короткую?
preview-nuke = Выставить?
ladder-count =
    { $count ->
        [one] { $shown } стоп-заявка
        [few] { $shown } стоп-заявки
       *[many] { $shown } стоп-заявок
    }
ladder-instruments =
    { $count ->
        [one] { $shown } инструменту
       *[many] { $shown } инструментам
    }
ladder-orders =
    { COUNTED($orders, "ladder-count") } на { $direction ->
        [buy] покупку
       *[sell] продажу
    } по { COUNTED($instruments, "ladder-instruments") }: { $levels } % { $direction ->
        [buy] ниже
       *[sell] выше
    } последней цены, каждая до { PRICE($sum) }{ $child ->
        [market] , после срабатывания — по любой цене
       *[limit] {""}
    }.
ladder-money-enough = Если сработают все, они стоят { PRICE($total) }{ $needed ->
        [none] {""}
       *[other] {" "}и возьмут с комиссией { PRICE($needed) }
    }; свободно { PRICE($free) }.
ladder-money-lacking = Если сработают все, они стоят { PRICE($total) } и возьмут с комиссией { PRICE($needed) }; свободно { PRICE($free) }, не хватит { PRICE($lacking) }: что сработает, когда деньги кончатся, брокер отклонит.
ladder-money-sell = Если сработают все, они стоят { PRICE($total) }.
ladder-time = Ждут { COUNTED($minutes, "minutes") }{ $renew ->
        [yes] , потом выставляются заново, пока задача не остановлена
       *[no] {""}
    }. Выставление займёт { $minutesToPlace ->
        [0] несколько секунд
       *[other] около { COUNTED($minutesToPlace, "minutes-about") }
    } при лимите брокера.
ladder-late = { COUNTED($orders, "ladder-count") }, последние из дальних уровней, истекут раньше, чем лимит брокера позволит их выставить, и будут пропущены. Чтобы выставить все, нужен срок не меньше { $lifetimeMinutes } мин: minutes { $lifetimeMinutes }.
ladder-tickers = Инструменты: { $tickers }.
minutes =
    { $count ->
        [one] { $shown } минуту
        [few] { $shown } минуты
       *[many] { $shown } минут
    }
minutes-about =
    { $count ->
        [one] { $shown } минуты
       *[many] { $shown } минут
    }
ladder-standing = Наши стоп-заявки по тем же инструментам уже стоят или выставляются: { $tasks }.
ladder-skipped = Пропускаю:
ladder-skipped-levels = { $levels } %: { $reason }
ladder-more = … и ещё { AMOUNT($count) }
ladder-shorts = Если сработают все, станут короткими позиции по { COUNTED($count, "ladder-instruments") }.
ladder-short-list = Станут короткими: { $positions }.
ladder-short = { $ticker } { AMOUNT($amount) }{ $held ->
        [0] {""}
       *[other] {" "}(сверх имеющихся { AMOUNT($held) })
    }
ladder-margin-at-most = Начальная маржа: сейчас { $before ->
        [none] неизвестна
       *[other] { PRICE($before) }
    }, после { $after ->
        [none] неизвестна
       *[other] не больше { PRICE($after) }
    }.
list-white = Белый список /{ $ladder } ({ AMOUNT($count) }): { $tickers ->
        [none] пуст
       *[other] { $tickers }
    }
list-black = Чёрный список /{ $ladder } ({ AMOUNT($count) }): { $tickers ->
        [none] пуст
       *[other] { $tickers }
    }
list-inactive = { $ticker } ({ $goneSince ->
        [none] неактивен
       *[other] больше не торгуется с { TIME($goneSince) }
    })
