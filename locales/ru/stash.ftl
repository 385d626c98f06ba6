# Запас стоп-заявок: сохранить, снять, вернуть

title-stash = сохранить стоп-заявки ({ AMOUNT($amount) }){ $keep ->
        [yes] {""}
       *[no] {" "}и снять
    }
title-restore = вернуть стоп-заявки из запаса № { $stash } ({ AMOUNT($amount) })

command-stash = Сохранить все стоп-заявки и снять их
usage-stash =
    /stash: сохранить все стоп-заявки счёта и снять их
    /stash night: под именем
    /stash keep: только сохранить, не снимать
    /stash only SBER, GAZP: только по этим тикерам
    /stash list: какие запасы есть, с прежними
    /stash show night, /stash show #12: что в запасе
preview-stash =
    Сохраню в запас «{ $name }» стоп-заявок: { AMOUNT($orders) }, из них не моих { AMOUNT($foreign) }. { $keep ->
        [yes] Снимать не буду.
       *[no] Сниму { AMOUNT($cancelled) }, это займёт около { COUNTED($seconds, "seconds") }.
    }{ $notPlaceable ->
        [0] {""}
       *[other] {" "}Останутся на месте, потому что заново их не поставить: { AMOUNT($notPlaceable) }.
    }{ $following ->
        [0] {""}
       *[other] {" "}Уже следуют за ценой и после возврата начнут сначала: { AMOUNT($following) }.
    }{ $replaces ->
        [none] {""}
       *[other] {" "}Сейчас там запас № { $replaces } ({ AMOUNT($replacesOrders) }): он останется в истории.
    }
preview-stash-placing = { $placing }: ещё работает; что будет поставлено после, в запас не попадёт. Завершить: /stop.
stash-line = № { $id } «{ $name }»{ $kind ->
        [before-restore] , что было перед возвратом
       *[asked] {""}
    }{ $current ->
        [yes] , нынешний
       *[no] {""}
    }: стоп-заявок { AMOUNT($orders) }, { TIME($createdAt) }
stash-order-line = { $position }. { $ticker } { $direction ->
        [sell] продать
       *[buy] купить
    } { COUNTED($lots, "lots") } @ { PRICE($stopPrice) }{ $active ->
        [no] , выключена
       *[yes] {""}
    }{ $edited ->
        [yes] , изменена
       *[no] {""}
    }{ $goneSince ->
        [none] {""}
       *[other] , инструмента больше нет с { TIME($goneSince) }
    }{ $assumed ->
        [none] {""}
       *[other] , предположено: { $assumed }
    }{ $outcome ->
        [executed] , сработала
        [expired] , истекла
        [gone] , пропала
        [kept] , осталась
       *[other] {""}
    }
stash-none = Запасов нет. Сохранить стоп-заявки: /stash
stash-more = … и ещё { AMOUNT($count) }
stash-assumed-margin = согласие на маржу (нет)
stash-assumed-expiry = срок
stash-assumed-price-unit = единица цены
stash-assumed-child = вид заявки
stash-assumed-extremum = лучшая цена потеряна

command-restore = Вернуть стоп-заявки из запаса
usage-restore =
    /restore, /restore night, /restore #12: поставить всё как было; что стоит сейчас, снять и сохранить
    /restore only SBER, GAZP: только по этим тикерам
    /restore dirty: не снимать то, что стоит сейчас
    /restore expired 18:30: и истёкшие, до этого времени
    /restore again: и сработавшие с тех пор
    /restore margin: где согласие на маржу неизвестно, считать его данным
preview-restore =
    Запас № { $stash } «{ $name }» от { TIME($savedAt) }. Поставлю { AMOUNT($place) }, стоят уже { AMOUNT($there) }. Сниму и сохраню { AMOUNT($clean) }, из них не моих { AMOUNT($foreign) }. Это займёт около { COUNTED($seconds, "seconds") }.{ $expired ->
        [0] {""}
       *[other] {" "}Истекли: { AMOUNT($expired) } (вернуть: expired и время).
    }{ $executed ->
        [0] {""}
       *[other] {" "}Сработали с тех пор: { AMOUNT($executed) } (вернуть: again).
    }{ $unknown ->
        [0] {""}
       *[other] {" "}Неизвестно, что с ними стало: { AMOUNT($unknown) } (вернуть: again).
    }{ $notPlaceable ->
        [0] {""}
       *[other] {" "}Не поставить: { AMOUNT($notPlaceable) }.
    }{ $switchedOff ->
        [0] {""}
       *[other] {" "}Выключены: { AMOUNT($switchedOff) }.
    }{ $stillThere ->
        [0] {""}
       *[other] {" "}Стоят, какими были до правки: { AMOUNT($stillThere) }.
    }{ $passed ->
        [0] {""}
       *[other] {" "}Цена уже прошла, брокер их не примет: { AMOUNT($passed) }.
    }{ $marginUnknown ->
        [0] {""}
       *[other] {" "}Неизвестно, разрешалась ли маржа, ставлю без неё: { AMOUNT($marginUnknown) } (разрешить: margin).
    }
preview-restore-money = Если сработает всё, это { PRICE($total) }{ $needed ->
        [none] {""}
       *[other] , покупки возьмут с комиссией { PRICE($needed) }
    }; свободно { PRICE($free) }{ $lacking ->
        [none] {""}
       *[other] , не хватит { PRICE($lacking) }: что сработает, когда деньги кончатся, брокер отклонит
    }.

stops-report-stash = Сохранено: { AMOUNT($amount) }{ $stash ->
        [none] {""}
       *[other] {" "}(запас № { $stash })
    }, снято: { AMOUNT($executed) }{ $skipped ->
        [0] {""}
       *[other] , осталось стоять: { AMOUNT($skipped) }
    }{ $triggered ->
        [0] {""}
        [none] {""}
       *[other] , сработало раньше: { AMOUNT($triggered) }
    }{ $failed ->
        [0] {""}
       *[other] , не снято: { AMOUNT($failed) }
    }.
stops-report-restore = Поставлено: { AMOUNT($executed) } из { AMOUNT($amount) }{ $there ->
        [0] {""}
        [none] {""}
       *[other] , стояло уже: { AMOUNT($there) }
    }{ $failed ->
        [0] {""}
       *[other] , отклонено: { AMOUNT($failed) }
    }{ $skipped ->
        [0] {""}
       *[other] , пропущено: { AMOUNT($skipped) }
    }{ $before ->
        [none] {""}
       *[other] . Что стояло раньше, в запасе № { $before }
    }. { $differs ->
        [none] {""}
        [0] Список брокера равен запасу.
       *[other] Отличий от запаса: { AMOUNT($differs) }.
    }

journal-stash-saved = Сохранено стоп-заявок: { AMOUNT($count) } (запас № { $stash })
journal-stash-edited = Запас № { $stash }, заявка { AMOUNT($number) } изменена: { $ticker }, { COUNTED($lots, "lots") } @ { PRICE($price) }{ $active ->
        [no] , при восстановлении пропускается
       *[yes] {""}
    }
journal-stash-triggered = { $ticker }: стоп-заявка на { COUNTED($lots, "lots") } @ { PRICE($price) } сработала раньше, чем снята
journal-stash-gone = { $ticker }: стоп-заявки на { COUNTED($lots, "lots") } @ { PRICE($price) } больше нет, почему, неизвестно. Запас № { $stash } её хранит
journal-stash-cancel-refused = { $ticker }: брокер не снимает стоп-заявку на { COUNTED($lots, "lots") } @ { PRICE($price) }: { $message }
journal-restore-difference = { $ticker ->
        [none] {""}
       *[other] { $ticker }:{" "}
    }стоп-заявка на { COUNTED($lots, "lots") } @ { PRICE($price) }: { $what ->
        [not-placed] не поставлена
        [missing] больше не стоит
        [different] не такая
       *[not-of-stash] не из запаса
    }
journal-restore-proved = Список брокера равен запасу № { $stash }: { AMOUNT($same) } из { AMOUNT($of) }
journal-restore-differs = Список брокера отличается от запаса № { $stash }: так, как надо, стоят { AMOUNT($same) } из { AMOUNT($of) }, отличий { AMOUNT($count) }

error-stash-not-found = Запаса { $wanted } нет. { $known ->
        [none] Запасов нет вообще: /stash.
       *[other] Есть: { $known }.
    }
error-stash-order-not-found = В запасе № { $stash } нет заявки { $position }: их { $orders }.
error-stash-busy = Идёт { $task }: дождитесь конца или остановите.
error-nothing-to-stash = Нет стоп-заявок, которые можно сохранить.
error-nothing-to-restore = В запасе № { $stash } нет заявок, которые можно поставить.
error-stash-changed = Стоп-заявки теперь не те, что были показаны. Спросите ещё раз.
error-stash-not-kept = Записанное не совпало с тем, что сказал брокер ({ $stopOrderId }). Ничего не снято.
error-stash-price-not-positive = Цена должна быть больше нуля, не меньше { PRICE($least) }.
error-stash-price-step = { PRICE($price) } не кратно шагу цены { PRICE($step) }. Ближайшие: { $nearest }.
error-stash-no-price = У этой заявки нет лимитной цены.
error-stash-expiry-past = Срок { TIME($at) } уже прошёл.
error-stash-not-placeable = Эту заявку заново не поставить, менять в ней нечего.
error-stash-expired = Срок истёк.
error-stash-executed = С тех пор она сработала.
error-stash-fate-unknown = Неизвестно, что с ней стало.
error-stash-still-there = Она стоит такой, какой была до правки.
