/** Everyday Spanish, Polish and other short forms; a list of our own. One line per given name, folded. */
export const OTHER_NICKNAMES = `
adriana adri
agnieszka aga
alberto beto albert al bert
alejandra ale alex sandra
alejandro ale alex jandro
aleksandr sasha
aleksandra ola
alexander sasha
alfredo fredo alfred fred
ana anita
andrzej jedrek
anna ania
antonio tony tono
arturo turo
barbara basia
bartosz bartek
camila cami mila
carolina caro carol
concepcion concha conchita
consuelo chelo
cristina cris
daniela dani
diego dieguito santiago
dmitri dima
dolores lola
eduardo edu eddie lalo
ekaterina katya
elzbieta ela
emiliano emi milo
enrique quique kike
ernesto neto
felipe pipe
ferdinand ferdie
fernanda fer nanda
fernando fer nando
francisca paca fran
francisco paco pancho frank kiko cisco
friedrich fritz
gabriela gabi gaby
gerardo lalo
gilberto beto gil
giovanni gianni
giuseppe beppe
graciela chela
grzegorz grzesiek
guadalupe lupe lupita
guillermo memo guille william
gustavo gus tavo
humberto beto
ignacio nacho
jaime jimmy
jan janek
javier javi
jesus chuy
joanna asia
johannes hans
jorge coco george
jose pepe joe
josefina pepa fina
juan juanito john
katarzyna kasia
krzysztof krzysiek
leonardo leo
leticia lety
lorena lore
lourdes lulu
luis lucho louis
magdalena magda lena
malgorzata gosia
manuel manny manolo
marcela chela
margarita mago rita
maria mary mari
mariana mari
maricel cel
marisol mari sol
mateo teo
matias mati
mercedes meche
miguel mike migue
mikhail misha
milagros mili
natalia natalie nata
nicolas nico nick
pablo paul
patricia paty
pilar pili
piotr piotrek
rafael rafa
ramon moncho
reynaldo rey
ricardo rick ricky richard
roberto beto rob robert
rodrigo rigo
rosa rosita rosie
rosario charo rosie
salvador chava sal
santiago santi diego
sebastian seb sebas bastian bas sebby
sergio checo
socorro coco
sofia sofi sophie
soledad sole
stanislaw staszek
susana susi
teresa tere terry tess
tomas tomi
tomasz tomek
valentina vale val tina felty
valeria vale val
venkatesh venky
veronica vero roni
vicente chente
wilhelm willi
wojciech wojtek
ximena xime mena
yesenia yesi
yolanda yoli
zbigniew zbyszek
zofia zosia
`
