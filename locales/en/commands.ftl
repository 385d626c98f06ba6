# Commands: one line for the menu and the help

command-buy = Buy at the best price
command-sell = Sell at the best price
command-dump = Close the whole position in an instrument
command-sellbuy = Start the queue of purchases and sales
command-spread = Add a spread to the queue
command-spreads = Start the queue of spreads or one of its rows
command-sprices = What the spreads of the queue can be had for now
command-unwind = Leave an executed spread by the opposite one
command-tasks = Show the tasks that are not finished
command-status = How a task is doing
command-stop = Stop one task or all of them
command-amend = Change the amount, the price or the options of a task
command-pause = Pause a task
command-resume = Go on with a paused task
command-settle = Say what was executed of an order that the broker forgot
command-halt = Kill switch: withdraw all orders and place no new ones
command-unhalt = Lift the halt: tasks go on
command-help = What I can do
command-health = Whether everything works

usage-buy =
    /buy SBER 100000: for 100,000 roubles
    /buy 100 SBER: 100 pieces
    /buy 2 SRZ6: 2 contracts; futures by their number only
    /buy 100 SBER @ 312.5: for no more than 312.5 each
usage-sell =
    /sell SBER 100000: for 100,000 roubles
    /sell 100 SBER: 100 pieces
    /sell 100 SBER @ 312.5: for no less than 312.5 each
    What would leave you short, or borrow money of the broker, is asked about first, with money and margin
usage-dump = /dump SBER: sell all that is free in whole lots, or buy a short position back; I ask first
usage-sellbuy = /sellbuy: every active row of the queue that is not running yet; I ask first where I would borrow of the broker
usage-spread =
    /spread sell 5 SRH7 SBER 250: sell 5 SRH7 and buy SBER for a difference of 250 roubles a contract or more
    /spread buy 5 SRH7 SBER -12.5: buy 5 SRH7 and sell SBER for a difference of −12.5 or less
    After the price there may be:
    ratio 100: pieces of the near leg for one contract
    slop 3: steps by which the price may drift for you before the order is moved
    payUpTicks 3: steps that the near leg may cost more than its book shows
    displayQuantity 2: contracts shown at once
    maxUnhedged 2: contracts that may be without their near leg
    until 18:30: stop at this time in Moscow
    now: take at once where the price allows
usage-spreads =
    /spreads: every active row of the queue that is not running yet
    /spreads 5: this row only
usage-sprices = /sprices
usage-unwind = /unwind spread/7 240: the opposite spread for all that was executed, at 240 roubles a contract or better
usage-tasks = /tasks
usage-status =
    /status sellbuy/3: one task
    /status: all unfinished ones
usage-stop =
    /stop: withdraw the orders and end all tasks
    /stop sellbuy/3: this one only
usage-amend =
    /amend sellbuy/3 200: 200 pieces in all, those executed included
    /amend sellbuy/3 @ 312.5: another limit price
    /amend sellbuy/3 200 @ 312.5: both
    /amend sellbuy/3 @ any: no limit price
    /amend spread/7 price 240 slop 3: of a spread its options too, what they mean: /spread; ratio before the first fill
usage-pause = /pause sellbuy/3
usage-resume = /resume sellbuy/3
usage-settle =
    /settle sellbuy/3 5: of its order of a past day 5 lots were executed, at the price of the order
    /settle sellbuy/3 5 312.4: the same, at 312.4 on average
    /settle sellbuy/3 5 312.4 commission 1.5: and the commission of all that was executed, roubles; without it the report says that it is unknown
    /settle spread/7 5 far: of the far leg's order (near: of the near one's), where both wait
    /settle sellbuy/3 0: nothing was executed
    /settle stops/3 17 placed: its stop order 17 is there (absent: it is not, and is sent again)
usage-halt =
    /halt: at once, without a question
    /halt strange market: the same, with a reason for everybody
usage-unhalt = /unhalt: lift the halt; I ask first
usage-help = /help
usage-health = /health
