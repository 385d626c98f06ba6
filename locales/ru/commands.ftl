# Команды: строка для меню и справки

command-buy = Купить по лучшей цене
command-sell = Продать по лучшей цене
command-dump = Закрыть позицию по инструменту целиком
command-sellbuy = Запустить очередь покупок и продаж
command-spread = Добавить спред в очередь
command-spreads = Запустить очередь спредов или одну её строку
command-sprices = Почём спреды очереди сейчас
command-unwind = Закрыть исполненный спред обратным
command-tasks = Показать задачи, которые не закончены
command-status = Как идёт задача
command-stop = Остановить одну задачу или все
command-amend = Изменить количество, цену или параметры задачи
command-pause = Поставить задачу на паузу
command-resume = Продолжить задачу после паузы
command-settle = Сказать, что исполнено по заявке, которую брокер забыл
command-halt = Стоп-кран: снять все заявки и не выставлять новых
command-unhalt = Отпустить стоп-кран, задачи продолжатся
command-help = Что я умею
command-health = Всё ли работает

usage-buy =
    /buy SBER 100000: на 100 000 рублей
    /buy 100 SBER: 100 штук
    /buy 100 SBER @ 312.5: не дороже 312.5 за штуку
    /buy 2 SRZ6: 2 контракта; фьючерсы только количеством
usage-sell =
    /sell SBER 100000: на 100 000 рублей
    /sell 100 SBER: 100 штук
    /sell 100 SBER @ 312.5: не дешевле 312.5 за штуку
usage-dump = /dump SBER: продать всё свободное целыми лотами, короткую позицию откупить; сначала спрошу
usage-sellbuy = /sellbuy: все активные строки очереди, которые ещё не запущены
usage-spread =
    /spread sell 5 SRH7 SBER 250: продать 5 SRH7 и купить SBER, разница 250 рублей за контракт или больше
    /spread buy 5 SRH7 SBER -12.5: купить 5 SRH7 и продать SBER, разница −12.5 или меньше
    После цены можно добавить:
    ratio 100: сколько штук ближней ноги на контракт
    slop 3: на сколько шагов цена может уйти в вашу пользу, пока заявка не переставлена
    payUpTicks 3: на сколько шагов дороже стакана можно взять ближнюю ногу
    displayQuantity 2: сколько контрактов показывать сразу
    maxUnhedged 2: сколько контрактов может быть без ближней ноги
    until 18:30: остановиться в это время по Москве
    now: брать сразу, если цена позволяет
usage-spreads =
    /spreads: все активные строки очереди, которые ещё не запущены
    /spreads 5: только эта строка
usage-sprices = /sprices
usage-unwind = /unwind spread/7 240: обратный спред на всё исполненное по 240 рублей за контракт или лучше
usage-tasks = /tasks
usage-status =
    /status sellbuy/3: одна задача
    /status: все незаконченные
usage-stop =
    /stop: снять заявки и закончить все задачи
    /stop sellbuy/3: только эту
usage-amend =
    /amend sellbuy/3 200: всего 200 штук, считая уже исполненное
    /amend sellbuy/3 @ 312.5: другая предельная цена
    /amend sellbuy/3 200 @ 312.5: и то и другое
    /amend sellbuy/3 @ любая: без предельной цены
    /amend spread/7 price 240 slop 3: у спреда ещё и его параметры, что они значат: /spread; ratio до первой сделки
usage-pause = /pause sellbuy/3
usage-resume = /resume sellbuy/3
usage-settle =
    /settle sellbuy/3 5: по заявке прошлого дня исполнено 5 лотов, по цене заявки
    /settle sellbuy/3 5 312.4: то же, в среднем по 312.4
    /settle sellbuy/3 0: не исполнено ничего
usage-halt =
    /halt: сразу, без вопросов
    /halt странный рынок: то же, с причиной для всех
usage-unhalt = /unhalt: отпустить стоп-кран; сначала спрошу
usage-help = /help
usage-health = /health
