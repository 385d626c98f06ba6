# Счёт против того, что знают задачи

journal-order-works-on = Заявка { $number } по моим записям закончилась, а брокер говорит, что { COUNTED($lots, "lots") } { $ticker } ещё стоят. Пока её задача работает, я заявку не трогаю; сверьте, пожалуйста, с заявками в приложении брокера.
journal-order-executed-differs = Заявка { $number } по { $ticker }: брокер говорит, что исполнено { COUNTED($executed, "lots") }, а я насчитал { COUNTED($known, "lots") }. Разницы в отчёте задачи нет; сверьте, пожалуйста, с операциями в приложении брокера.
journal-order-ended-unheard = Заявка { $number } по { $ticker } закончилась после своей задачи: исполнено { COUNTED($executed, "lots") }.
journal-order-end-unknown = Что стало с заявкой { $number } от { TIME($sentAt) } ({ $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker }, насколько я знаю, исполнено { COUNTED($executed, "lots") }), узнать не у кого: её задача закончена, а брокер её не знает. Посмотрите, пожалуйста, заявки в приложении брокера.
journal-foreign-trade = { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { COUNTED($traded, "pieces") } { $ticker } по заявке не от меня. Теперь на счёте { AMOUNT($amount) }.
journal-position-differs = Позиция по { $ticker } не та, что выходит из всех заявок, моих и чужих: была { AMOUNT($was) }{ $since ->
        [none] {""}
       *[other] {" "}({ TIME($since) })
    }, должна быть { AMOUNT($expected) }, а на счёте { AMOUNT($amount) }. { $guess ->
        [days-away] Возможно, это из тех дней, когда я не работал.
        [redemption] Возможно, облигацию погасили, или её кто-то продал, перевёл или отдал в заём.
        [corporate-action] Возможно, дробление, поставка или перевод, или кто-то торговал мимо меня.
       *[trade-elsewhere] Возможно, кто-то торговал в другом месте, позицию закрыл брокер, или инструмент закончился.
    } Посмотрите, пожалуйста, операции в приложении брокера. Дальше считаю от того, что есть.
journal-position-explained = { $guess ->
        [future-ended] { $ticker } закончился, поэтому позиции { AMOUNT($was) } больше нет.
       *[future-delivered] Поставка по закончившемуся фьючерсу: { $ticker }, было { AMOUNT($was) }, стало { AMOUNT($amount) }.
    }
journal-hedge-gone = Этот спред рассчитывает на { AMOUNT($needed) } { $ticker }, а на счёте { AMOUNT($amount) }: торговал кто-то другой. Сам я этого не докупаю и не продаю: верните позицию или остановите спред.

## Стоп-заявки

journal-foreign-stop = На счёте стоп-заявка не от меня: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }. Не трогаю её.
journal-stop-triggered = Стоп-заявка { $number } сработала: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }
journal-stop-expired = Срок стоп-заявки { $number } вышел: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }
journal-stop-cancelled-elsewhere = Стоп-заявку { $number } сняли, и не я: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }. Сам я её заново не поставлю.
journal-stop-lost = Стоп-заявка { $number } была поставлена, а у брокера её больше нигде нет: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }. Посмотрите, пожалуйста, стоп-заявки в приложении брокера.
journal-stop-works-on = Стоп-заявка { $number } по моим записям закончилась, а у брокера она ещё ждёт: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }. Я её не трогаю; снять её можно через /cancel или в приложении брокера.
journal-stop-appeared = Есть стоп-заявка, о которой никто не знал, поставлена ли она: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }, такая же, как номер { $number } этой законченной задачи. Я её не трогаю: оставьте её или снимите в приложении брокера.
journal-stops-triggered = Сработало стоп-заявок: { $count }, по { $tickers }{ $more ->
        [0] {""}
       *[other] {" "}и ещё { $more }
    }.
journal-stop-trade = { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { COUNTED($traded, "pieces") } { $ticker } по сработавшей стоп-заявке. Теперь на счёте { AMOUNT($amount) }.

## Что расходится сейчас, для того, кто спросил

command-reconcile = Сверить счёт с тем, что знают задачи
usage-reconcile = /reconcile
reconcile-same = Заявки, стоп-заявки и позиции у брокера такие, как знают задачи.
reconcile-title = Счёт и задачи расходятся вот в чём:
reconcile-line = • { $task ->
        [none] {""}
       *[other] { $task }:{" "}
    }{ $words }
reconcile-position = { $ticker }: по всем заявкам должно быть { AMOUNT($expected) }, а на счёте { AMOUNT($amount) }.
reconcile-passing = Возможно, это только ещё в пути; если останется, сообщу сам:
reconcile-more = … и ещё { $count }
reconcile-no-stops = Стоп-заявок у этого брокера нет.
reconcile-stops-later = Стоп-заявки посмотреть не удалось: лимит запросов о них исчерпан. Спросите снова через { $seconds } с.
reconcile-last = { $lookedAt ->
        [none] Позиции ещё ни разу не сверялись, поэтому их здесь нет.
       *[other] В последний раз сверено: { TIME($lookedAt) }.
    }
