Feeds: tidewire-asia, tidewire-front
Title: Tokyo keeps peace treaty talks with Moscow on its agenda
Date: 2023-01-23T09:40:00Z
Place: TOKYO
Agency: Sputnik
Author: Mina Halloran
Topics: kurils, peace_treaty
Summary: Prime Minister Fumio Kishida told the opening session of parliament that a peace treaty with Russia remains a goal of his government. The foreign minister wants visits to family graves on the islands to come first.

Japan has not given up the search for a peace treaty with Russia, Prime Minister Fumio Kishida told lawmakers on Monday, although relations between the two capitals are under strain.

In a policy speech that opened this year's session of parliament, Kishida said his cabinet still means to settle the question of territory and, on that ground, to conclude a peace treaty.

Moscow had brushed aside a similar remark a year earlier. Kremlin spokesman Dmitry Peskov then called talks on a peace treaty impossible as things stood, since Japan had, in his words, joined the unfriendly policies of the West.

Foreign Minister Yoshimasa Hayashi told the same session that the most pressing matter is to let former residents and their families visit graves in the Kuril Islands again. Russia took control of the chain at the end of World War II, and Japan's claim to the four islands is why no peace treaty has been signed since.

Exchanges and business on what Tokyo calls the Northern Islands should return after the visits, Hayashi said.

The war in Ukraine stands in the way of the peace treaty talks, the minister added, and Japan will look after its national interests.

The 1956 Joint Declaration of the Soviet Union and Japan held out the transfer of Habomai and Shikotan once a peace treaty was concluded. Kunashir and Iturup were not mentioned. Moscow took the declaration for the end of the dispute; Tokyo saw in it a part of the answer and kept its claim to all four islands.

Washington objected to a settlement over two of the four islands and let it be known that the return of Okinawa could be delayed. No peace treaty came of the rounds that followed.

In 2018 the two sides agreed to speed up the work on the basis of the 1956 declaration. In March 2022 Moscow left the peace treaty talks and ended both visa-free trips of Japanese citizens to the Southern Kuril Islands and joint projects on the disputed islands, citing Tokyo's steps over Ukraine.
