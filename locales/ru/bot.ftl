# Бот

help-title = Выставляю заявку по лучшей цене и двигаю её вслед за рынком, пока не исполнится. Что можно попросить:
help-command = /{ $name }: { $description }
unknown-command = Такой команды нет. Что я умею: /help
not-a-command = Я понимаю команды, они начинаются с «/». Список: /help
wrong-words =
    Не понял, что нужно. Вот как это пишется:
    { $usage }

answer-started = Принято.
answer-nothing-started = Запускать нечего.
answer-done = Готово.
answer-no-tasks = Незаконченных задач нет.
answer-stopped = Останавливаю: { $tasks }.
answer-nothing-to-stop = Останавливать нечего: незаконченных задач нет.

title-sellbuy =
    { $direction ->
        [buy] покупка
       *[sell] продажа
    } { $amount } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] { $direction ->
            [buy] , не дороже { PRICE($limitPrice) }
           *[sell] , не дешевле { PRICE($limitPrice) }
        }
    }
task-line =
    { $id }: { $title }. { $stateWord }, исполнено { AMOUNT($executed) } из { AMOUNT($amount) }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }
    }
task-line-waiting = { $line } ({ $reason })
task-line-failed = { $line }. { $reason }

confirm-title = Подтвердите. Вопрос действует одну минуту.
confirm-yes = Да
confirm-no = Нет
confirm-refused = Хорошо, ничего не делаю.
confirm-accepted = Подтверждено.
confirm-stale = Этот вопрос уже не действует: на него ответили или прошла минута. Повторите команду.
preview-dump =
    { $direction ->
        [buy] Откупить
       *[sell] Продать
    } { COUNTED($amount, "pieces") } { $ticker }{ $lots ->
        [none] {""}
       *[other] {" "}({ COUNTED($lots, "lots") })
    } по лучшей цене, { $direction ->
        [buy] закрыв короткую позицию
       *[sell] закрыв позицию
    }{ $price ->
        [none] {""}
       *[other] {" "}(последняя цена { PRICE($price) })
    }?

status-money = Свободно { PRICE($money) }
status-blocked = , в заявках { PRICE($blockedMoney) }
status-loading = Брокер ещё считает лимиты: цифры могут измениться.
status-securities = Бумаги:
status-security = { $ticker }: { AMOUNT($free) }
status-security-blocked = { $ticker }: { AMOUNT($free) } и { AMOUNT($blocked) } в заявках
status-no-securities = Бумаг нет.
status-tasks = Задачи:

health-ok = Всё работает ({ $mode }).
health-degraded = Работает не всё ({ $mode }). Задачи подождут и продолжат сами.
health-part = { $part }: { $status ->
        [ok] работает
       *[down] не отвечает
    }
mode-paper = учебная биржа
mode-sandbox = песочница брокера
mode-live = настоящий счёт
part-database = база данных
part-temporal = Temporal
part-worker = исполнитель
part-broker = брокер

report-of-task = { $taskId }: { $words }
report-warning = ⚠️ { $words }
