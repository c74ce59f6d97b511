/**
 * Everyday short forms, one line per given name, folded. A list of our own: it says what may be the same person and
 * decides nothing alone. A short form may stand on several lines (`alex`).
 */
const LINES = `
abigail abby abbie gail
alejandra ale alex sandra
alejandro ale alex jandro
alexander alex al alec sandy xander lex
alexandra alex alexa lexi sandra sandy
alfredo fredo alfred fred
alberto beto albert al bert
amanda mandy
andrea andy drea andi
andrew andy drew
angela angie
angel angelo
anthony tony ant
antonio tony tono
barbara barb babs barbie
benjamin ben benny benji benjie
beatriz bea betty
brenda bren
brian bri
camila cami mila
carolyn carol carrie caro lyn
carolina caro carol
catherine kate cathy katie kathy cat
charles charlie chuck chas chip
charlotte charlie lottie char
christina chris tina christy
christine chris tina chrissy christy
christopher chris kit topher
cynthia cindy cyndi
daniel dan danny dani
daniela dani
david dave davey davy
deborah deb debbie debby debra
debra deb debbie
diego dieguito santiago
dolores lola
donald don donny donnie
dorothy dot dottie dolly dory
douglas doug
edward ed eddie ted ned teddy
edwin ed eddie
eduardo edu eddie lalo
elijah eli lije
elizabeth liz beth betty eliza lizzie betsy libby lisa bess
emily em emmy millie
emiliano emi milo
emma em emmy
eric rick
ethan eth
eugene gene
evelyn eve evie lyn
ezekiel zeke
fernando fer nando
fernanda fer nanda
francisco paco pancho frank kiko cisco
francisca paca fran
frank franky frankie
franklin frank
frederick fred freddy freddie rick
gabriel gabe gabi
gabriela gabi gaby
george georgie
gerald gerry jerry
gregory greg gregg
guadalupe lupe lupita
guillermo memo guille william
harold harry hal
heather heath
henry hank harry hal
ignacio nacho
isabel isa bella chabela
isabella bella izzy isa
jacob jake jay coby
jacqueline jackie
james jim jimmy jamie jem
janet jan
jason jay jase
javier javi
jeffrey jeff geoff
jennifer jen jenny jenn
jeremy jerry jem
jessica jess jessie
jesus chuy
john jack johnny jon jonny
jonathan jon jonny john nathan
jorge coco george
jose pepe joe
joseph joe joey jos jody
josefina pepa fina
joshua josh
juan juanito john
julia jules julie
justin jus
katherine kate kathy katie kat kay kathryn trina
kathleen kathy kate kath katie kay trina
kathryn kathy kate katie
kenneth ken kenny
kevin kev
kimberly kim kimmy
larry lawrence
laura laurie lori
lawrence larry laurie lars
leonard leo len lenny
leonardo leo
leticia lety
lillian lily lil
linda lindy lin
lucas luke luca
luis lucho louis
manuel manny manolo
margaret maggie meg peggy marge margie rita greta
maria mary mari
mariana mari
martha marty mattie
mary molly polly mae mamie
mateo teo
matthew matt matty
matias mati
melissa mel missy lissa
michael mike mickey mick micah mikey
michelle shelly chelle micki
miguel mike migue
mohammed mo mohamed muhammad mohammad
nancy nan
natalie nat
nathan nate nat
nathaniel nate nathan nat
nicholas nick nicky nico
nicolas nico nick
nicole nikki nicky nic
oliver ollie
olivia liv livvy ollie
pamela pam
patricia pat patty tricia trish patsy
patrick pat paddy rick
paul pauly paulie
peter pete
philip phil pip
phillip phil pip
rachel rae shelly
rafael rafa
ramon moncho
raymond ray
rebecca becky becca reba
regina gina reggie
ricardo rick ricky richard
richard rick dick rich richie ricky
robert bob rob bobby robbie bert robin
roberto beto rob robert
rodrigo rigo
ronald ron ronnie ronny
rosario charo rosie
russell russ rusty
ruth ruthie
ryan ry
salvador chava sal
samantha sam sammy mantha
samuel sam sammy
sandra sandy
santiago santi diego
sarah sally sadie sara
scott scotty
sebastian seb sebas bastian bas sebby
sergio checo
sharon shari
shirley lee
sofia sofi sophie
sophia sophie soph
stanley stan
stephanie steph stevie steff fanny
stephen steve stevie steph
steven steve stevie
susan sue susie suzy sukie suze
teresa tere terry tess
theodore ted theo teddy
theresa terry tess tessa
thomas tom tommy
timothy tim timmy
valentina vale val tina
valeria vale val
vanessa nessa
veronica vero roni
victor vic
victoria vicky tory vic vicki
vincent vince vinny
virginia ginny ginger
walter walt wally
william will bill billy liam willie willy
ximena xime mena
zachary zach zack
`

const lines = LINES.trim()
  .split('\n')
  .map((line) => line.split(' '))

const listed: ReadonlySet<string> = new Set(lines.flat())

const namesOf: ReadonlyMap<string, ReadonlySet<string>> = collect()

/** True when both given names may call one person: a name and its short form, or two short forms of one name. */
export function areNicknames(a: string, b: string): boolean {
  if (a === b) return false
  const names = namesOf.get(spelling(a))
  return names !== undefined && (names.has(b) || names.has(spelling(b)))
}

/** True for a name of the list as it stands there, in any of its short forms. */
export function isListedName(name: string): boolean {
  return listed.has(name)
}

/** Every other name the one given may stand for; empty when unknown. */
export function nicknamesOf(name: string): readonly string[] {
  return [...(namesOf.get(spelling(name)) ?? [])].filter((other) => other !== name)
}

// Short forms are spelled as one likes: `Torrie`, `Tori` and `Torry`, `Jimmie` and `Jimy`.
function spelling(name: string): string {
  return name.replace(/(.)\1/g, '$1').replace(/(?<=..)(?:ie|ee|i|ey)$/, 'y')
}

function collect(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const line of lines) {
    const forms = [...new Set([...line, ...line.map((name) => spelling(name))])]
    for (const key of new Set(line.map((name) => spelling(name)))) {
      const names = found.get(key) ?? new Set<string>()
      for (const form of forms) names.add(form)
      found.set(key, names)
    }
  }
  return found
}
