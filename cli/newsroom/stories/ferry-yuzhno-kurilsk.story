Feeds: tidewire-asia
Title: Ferry to Kunashir sails again after six days of storm
Date: -5h
Place: YUZHNO-SAKHALINSK
Author: Piet Oosterling
Topics: kurils
Summary: The Admiral's Bell left Korsakov with 140 passengers and fresh food for Yuzhno-Kurilsk.

The ferry Admiral's Bell left the port of Korsakov on Tuesday morning for Kunashir and Shikotan, the first sailing in six days.

Waves of up to seven metres had closed the passage. Shops in Yuzhno-Kurilsk had run short of bread flour and fresh vegetables, the district office said.

The ship is expected at Malokurilskoye on Shikotan tonight and will return by way of Iturup, where forty workers of a fish plant wait for their change of shift.
