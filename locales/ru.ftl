# Тексты для людей. Ключи те же, что в en.ftl; новая команда: command-<имя> и usage-<имя>, новая запись журнала: journal-<вид>.
# AMOUNT и PRICE пишут число как есть, с пробелами между тысячами (PRICE в рублях); AVERAGE округляет среднюю цену;
# COUNTED берёт слово из отдельного текста: COUNTED($lots, "lots").

## Слова и числа

lots =
    { $count ->
        [one] { $shown } лот
        [few] { $shown } лота
       *[many] { $shown } лотов
    }
pieces =
    { $count ->
        [one] { $shown } штука
        [few] { $shown } штуки
       *[many] { $shown } штук
    }
seconds =
    { $count ->
        [one] { $shown } секунда
        [few] { $shown } секунды
       *[many] { $shown } секунд
    }

state-running = работает
state-paused = на паузе
state-waiting = ждёт
state-done = выполнена
state-cancelled = отменена
state-failed = не удалась

waiting-session = торги по инструменту сейчас не идут, продолжу с их началом
waiting-broker = брокер не отвечает, продолжу, когда ответит

severity-info = событие
severity-report = отчёт
severity-warning = предупреждение

## Команды: строка для меню и справки

command-buy = Купить по лучшей цене
command-sell = Продать по лучшей цене
command-dump = Закрыть позицию по инструменту целиком
command-sellbuy = Запустить очередь покупок и продаж
command-tasks = Показать задачи, которые не закончены
command-status = Деньги, бумаги и задачи коротко
command-stop = Остановить одну задачу или все
command-pause = Поставить задачу на паузу
command-resume = Продолжить задачу после паузы
command-help = Что я умею
command-health = Всё ли работает

usage-buy =
    /buy SBER 100000: на 100 000 рублей
    /buy 100 SBER: 100 штук
    /buy 100 SBER @ 312.5: не дороже 312.5 за штуку
usage-sell =
    /sell SBER 100000: на 100 000 рублей
    /sell 100 SBER: 100 штук
    /sell 100 SBER @ 312.5: не дешевле 312.5 за штуку
usage-dump = /dump SBER: продать всё свободное целыми лотами, короткую позицию откупить; сначала спрошу
usage-sellbuy = /sellbuy: все активные строки очереди, которые ещё не запущены
usage-tasks = /tasks
usage-status = /status
usage-stop =
    /stop: снять заявки и закончить все задачи
    /stop sellbuy/3: только эту
usage-pause = /pause sellbuy/3
usage-resume = /resume sellbuy/3
usage-help = /help
usage-health = /health

## Бот

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

task-title =
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

## Журнал

journal-task-asked =
    { $by ->
        [api] Просьба через API:
       *[other] Просьба:
    } { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($amount, "pieces") } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] {" "}по { PRICE($limitPrice) } или лучше
    }
journal-pause-asked = Попросили поставить на паузу
journal-resume-asked = Попросили продолжить
journal-cancel-asked = Попросили остановить
journal-task-waiting = Жду: { $reasonWord }
journal-task-running = Торги идут, продолжаю
journal-order-sent = Заявка { $number } отправлена: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }
journal-order-working = Заявка { $number } стоит в стакане: { COUNTED($lots, "lots") }
journal-order-cancelling = Снимаю заявку { $number }: { COUNTED($lots, "lots") } по { PRICE($price) }
journal-order-final = Заявка { $number } { $status ->
        [filled] исполнена: { COUNTED($lots, "lots") }
        [cancelled] снята, исполнено { COUNTED($lots, "lots") }
        [rejected] отклонена биржей, исполнено { COUNTED($lots, "lots") }
       *[other] закончена, исполнено { COUNTED($lots, "lots") }
    }{ $averagePrice ->
        [none] {""}
       *[other] {" "}по { AVERAGE($averagePrice) }
    }
journal-order-refused = Заявка { $number } не принята: { $cause }
journal-order-in-doubt = Брокер не ответил, принята ли заявка { $number }. Выясняю; второй такой заявки не будет.
journal-order-still-in-doubt = Уже { COUNTED($seconds, "seconds") } неизвестно, принята ли заявка { $number }. Продолжаю выяснять; взгляните на заявки в приложении брокера. Второй такой заявки не будет.
journal-fill = Исполнено { COUNTED($lots, "lots") } по { PRICE($price) } (заявка { $number }), всего { AMOUNT($executed) } из { AMOUNT($amount) }
journal-task-done = Готово. { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { COUNTED($executed, "pieces") } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }
    }, комиссия { PRICE($commission) }.
journal-task-cancelled = Остановлено, заявка снята. { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { AMOUNT($executed) } из { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }, комиссия { PRICE($commission) }
    }.
journal-task-failed = Не удалось. { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { AMOUNT($executed) } из { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }, комиссия { PRICE($commission) }
    }. { $cause }
journal-foreign-order = На счёте заявка не от меня: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker }. Не трогаю её.
journal-leftover-order = От законченной задачи осталась заявка { $number }, снимаю её
journal-task-started-again = Задача записана, но не была запущена; запускаю
journal-command = Выполнена команда { $command }

## Ошибки: что случилось, с чем и что можно сделать

error-task-not-found = Задачи { $taskId } нет. Незаконченные задачи: /tasks
error-task-finished = Задача { $taskId } уже закончена.
error-task-of-another-account = Задача { $taskId } относится к другому счёту или режиму ({ $mode }). Запустите Trademan с ним, чтобы управлять ею.
error-temporal-unavailable = Temporal сейчас не отвечает, команда не выполнена. Остановить задачу можно и без него: /stop
error-database-unavailable = База данных сейчас не отвечает, команда не выполнена. Повторите через минуту.
error-rate-limited = Брокер просит подождать: слишком много запросов. Повторите через минуту.
error-unavailable = Брокер сейчас не отвечает. Повторите через минуту.
error-outcome-unknown = Брокер не ответил, выполнено ли это. Выясняю.
error-duplicate = Брокер уже знает эту заявку.
error-not-trading = Инструмент сейчас не торгуется.
error-not-found = Брокер этого не нашёл.
error-access-denied = Брокер не принял токен: он неверен, истёк или выпущен без права на торговлю. Выпустите новый и запишите его в настройки.
error-refused = Брокер отказал.
error-internal = Что-то пошло не так, подробности в журнале программы.
# Собственные слова брокера после наших
broker-says = Его слова: «{ $message }»
