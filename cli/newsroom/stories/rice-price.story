Feeds: tidewire-asia
Title: Rice price eases as early harvest reaches wholesalers
Date: -11h
Place: NIIGATA
Author: Mina Halloran
Topics:
Summary: Wholesalers paid four per cent less than in the week before.

The wholesale price of short-grain rice fell for the third week as the early harvest arrived from Niigata and Akita.

Buyers paid four per cent less than in the week before, the exchange said on Tuesday. Stocks in public granaries stand at 91 days of use.
