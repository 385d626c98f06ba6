# Лестницы стоп-заявок: почему заявка не выставлена

error-not-listed = { $ticker } больше нет у брокера или через API не торгуется.
error-no-last-price = У { $ticker } нет последней цены, от которой считать, или она ниже нуля.
error-contract-ended = { $ticker } больше не торгуется: контракт закончился.
error-price-below-step = Цена была бы меньше одного шага цены { $ticker }: { PRICE($step) }.
error-price-outside-limit = { PRICE($price) } выходит за то, что биржа сегодня разрешает для { $ticker }: { PRICE($limit) }.
error-short-not-agreed = { $ticker } стал бы коротким больше, чем вы согласились.
