## Наблюдение: задачи, которые ничего не покупают и не продают, а только сообщают

command-alert = Сообщить, когда цена дойдёт до нужной
usage-alert =
    /alert SBER 300: сообщить, когда лучшая цена пройдёт через 300; снизу вверх или сверху вниз, зависит от того, где она сейчас
    /alert SRZ6 SBER 250: то же для цены спреда, какой её показывает /sprices на один контракт
    /alert SRZ6 SBER 250 100: со своим соотношением
    /alert SBER 300 once: сообщить один раз и закончить
    Работает, пока вы не остановите: /stop alert/3

command-watch = Искать выгодные пары по расписанию
usage-watch =
    /watch 20 10: искать пары, как /scan 20, каждые 10 минут и сообщать, какие поднялись выше 20 % годовых
    /watch 20: как часто, берётся из /settings watch.minutes
    /watch: ставка из /settings scan.rate
    Работает, пока вы не остановите: /stop watch/3

setting-watch-minutes = Через сколько минут /watch ищет снова

title-alert =
    ждать цену { $against ->
        [none] { $ticker }
       *[other] спреда { $ticker } / { $against }
    } { PRICE($price) }{ $once ->
        [yes] , один раз
       *[no] {""}
    }
title-watch = искать пары выше { $rate } % годовых каждые { COUNTED($minutes, "minutes") }
task-line-watching =
    { $id }: { $title }. { $stateWord }, { $executed ->
        [0] сообщений ещё не было
       *[other] сообщений: { AMOUNT($executed) }
    }
task-line-blind = { $line }. Ничего не видно с { TIME($since) } (московское время): { $reason }

journal-watching-asked =
    { $by ->
        [api] Просьба через API:
       *[other] Просьба:
    } { $title }
journal-alert-crossed =
    { $against ->
        [none] { $ticker }
       *[other] Спред { $ticker } / { $against }
    }: цена { $rises ->
        [yes] поднялась до { PRICE($price) }, сейчас можно продать по { PRICE($at) }
       *[no] опустилась до { PRICE($price) }, сейчас можно купить по { PRICE($at) }
    }.{ $once ->
        [yes] {" "}Больше не слежу.
       *[no] {""}
    }
journal-watch-crossed =
    Выше { $rate } % годовых:
    { $pairs }{ $more ->
        [0] {""}
       *[other] {"\u000A"}и ещё { $more }
    }
journal-watching-blind =
    Уже { COUNTED($forMinutes, "minutes") } не видно того, за чем слежу: { $title }. Причина: { $why }.{ $cause ->
        [none] {""}
       *[other] {" "}{ $cause }
    } Продолжаю попытки и сообщу, когда снова увижу.
journal-watching-sees = Снова вижу рынок: { $title }. О том, что изменилось за это время, сообщу по тому, как оно сейчас.
watching-told =
    { $told ->
        [0] Сообщений не было.
       *[other] Сообщений было: { $told }.
    }
journal-watching-done =
    { $why ->
        [expired] Торги закончились, больше не слежу
        [gone] Брокер больше не показывает этот инструмент, не слежу
       *[once] Больше не слежу
    }: { $title }. { watching-told }
journal-watching-cancelled = Остановлено: { $title }. { watching-told }
journal-watching-failed = Не удалось: { $title }. { $cause }

# Почему наблюдение ничего не видит
idle-settings-unknown = настройки не читаются из базы данных
idle-not-listed = брокер сейчас не показывает { $of }, хотя в справочнике он есть
idle-scan-failed = просмотреть рынок не удаётся
idle-scan-blind = брокер не сообщает ни одного стакана

error-watch-terms =
    { $field ->
        [minutes] Столько минут не бывает
       *[rate] Такой ставки не бывает
    }: { $given }. Нужно число от { $least } до { $most }{ $field ->
        [minutes] {""}
       *[rate] {" "}не больше чем с двумя знаками после точки
    }, например /watch 20 10: 20 % годовых, каждые 10 минут.
error-alert-of-what = За чем следить? За ценой инструмента: /alert SBER 300 (ticker и price). За ценой спреда: /alert SRZ6 SBER 250 (farTicker, nearTicker и price, если нужно, ratio).
error-alert-threshold = { $given ->
        [none] При какой цене?
       *[other] Такой цены не бывает: { $given }.
    } Нужно число, например /alert SBER 300 (ticker и price).
error-alert-price = Цена { $ticker } должна быть больше нуля, а не { $price }. Например: /alert SBER 300. Отрицательной бывает только цена спреда.
error-alert-ratio = Соотношение должно быть больше нуля, а не { $ratio }: столько штук { $nearTicker } приходится на один контракт. Если его не указать, возьму соотношение самих контрактов.
error-too-many-watching = Уже работают { $most } уведомлений и наблюдений — это предел. Остановите какое-нибудь, например: /stop alert/3
