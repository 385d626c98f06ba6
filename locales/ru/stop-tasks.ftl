## Задачи о стоп-заявках

stop-orders =
    { $count ->
        [one] { $shown } стоп-заявка
        [few] { $shown } стоп-заявки
       *[many] { $shown } стоп-заявок
    }
ladder-words =
    { $direction ->
        [buy] на покупку, на { $levels } % ниже последней цены
       *[sell] на продажу, на { $levels } % выше последней цены
    }, каждая на { PRICE($sum) }
title-stops = { COUNTED($amount, "stop-orders") } { $words }
title-shorts = { COUNTED($amount, "stop-orders") } { $words }
title-nuke = { COUNTED($amount, "stop-orders") } по { $ticker } { $words }
title-remove = снять { COUNTED($amount, "stop-orders") } задачи { $of }
task-line-stops =
    { $id }: { $title }. { $stateWord }, { $task ->
        [remove] снято
       *[other] поставлено
    } { AMOUNT($placed) }{ $skipped ->
        [0] {""}
       *[other] , пропущено { AMOUNT($skipped) }
    }{ $failed ->
        [0] {""}
       *[other] , отклонено { AMOUNT($failed) }
    }{ $inDoubt ->
        [0] {""}
       *[other] , неизвестно { AMOUNT($inDoubt) }
    }{ $left ->
        [0] {""}
       *[other] , осталось { AMOUNT($left) } (около { COUNTED($secondsLeft, "seconds") })
    }
waiting-renewal = стоп-заявки ждут своей цены, поставлю заново, когда истечёт их срок

journal-stops-asked =
    { $by ->
        [api] Просьба через API:
       *[other] Просьба:
    } { $title }
journal-stop-placed = Стоп-заявка { $number } поставлена: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }
journal-stop-refused = Брокер отклонил стоп-заявку { $number } ({ $ticker }, { COUNTED($lots, "lots") } по { PRICE($price) }). { $cause }
journal-stop-in-doubt = Стоп-заявка { $number } ({ $ticker } по { PRICE($price) }): точного ответа пока нет, ищу её среди стоп-заявок счёта
journal-stop-needs-person =
    Стоп-заявка { $number } ({ $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }): не могу понять, стоит ли она; похожих на счёте: { $count }. Посмотрите в приложении брокера и ответьте: /settle { $task } { $number } placed или absent
journal-stop-settled = Стоп-заявка { $number }, как сказали: { $placed ->
        [yes] она стоит
       *[no] её нет, отправляю снова
    }
journal-stop-twice = Стоп-заявка { $number } по { $ticker } стоит дважды: снимите одну из двух в приложении брокера (номер { $stopOrderId })
journal-stops-round =
    { $round ->
        [1] Поставлено
       *[other] Поставлено заново
    } { AMOUNT($executed) } из { AMOUNT($amount) }{ $skipped ->
        [0] {""}
       *[other] , пропущено { AMOUNT($skipped) }
    }{ $failed ->
        [0] {""}
       *[other] , отклонено { AMOUNT($failed) }
    }. Ждут до { TIME($until) } (московское время), потом поставлю заново.
stops-report =
    { $stops ->
        [remove] Снято стоп-заявок:
       *[other] Поставлено стоп-заявок:
    } { AMOUNT($executed) } из { AMOUNT($amount) }{ $skipped ->
        [0] {""}
       *[other] , пропущено { AMOUNT($skipped) }
    }{ $failed ->
        [0] {""}
       *[other] , отклонено { AMOUNT($failed) }
    }{ $triggered ->
        [none] {""}
        [0] {""}
       *[other] , сработало раньше { AMOUNT($triggered) }
    }.
journal-stops-done = Готово. { $report }
journal-stops-cancelled = Остановлено. { $report }
journal-stops-failed = Не удалось. { $report } { $cause }

error-stop-expired = Её срок истёк раньше, чем её удалось поставить

command-remove = Снять стоп-заявки, которые поставила задача
usage-remove = /remove stops/3: снять стоп-заявки, которые поставила эта задача; сначала спрошу
preview-remove = Будет снято { COUNTED($amount, "stop-orders") } задачи { $task }.
next-remove = { $count ->
        [1] Снять их
       *[other] Снять { $words }
    }
told-stop-next = Уже поставленные стоп-заявки остаются, пока не сработают или не истекут, если вы их не снимете.
answer-stop = { $task } уже закончена; { COUNTED($standing, "stop-orders") }, которые она поставила, остаются, пока не сработают или не истекут.
error-stop-not-in-doubt = О стоп-заявке { $number } задачи { $taskId } известно, что с ней стало. { $numbers ->
        [none] Ответа не ждёт ни одна.
       *[other] Ответа ждут: { $numbers }.
    }
error-stop-may-appear = Стоп-заявка { $number } задачи { $taskId } отправлена только что и может ещё появиться; ищу её сам ещё { $seconds } с, потом скажите снова
error-nothing-to-remove = У задачи { $taskId } нет стоп-заявок, которые ещё могли бы ждать
error-stop-it-first = { $taskId } ещё ставит стоп-заявки; сначала остановите её: /stop { $taskId }
error-not-amendable = { $taskId } ставит стоп-заявки по готовому списку, изменить её нельзя; остановите и попросите заново: /stop { $taskId }
