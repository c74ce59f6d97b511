/** Everyday English short forms; a list of our own. One line per given name, folded. */
export const ENGLISH_NICKNAMES = `
abigail abby abbie gail
alan al
albert al bert bertie
alex
alexander alex al alec sandy xander lex
alexandra alex alexa lexi sandra sandy
alice ali
alison ali allie
amanda mandy
amelia amy millie mia
andrea andy drea andi
andrew andy drew
angel angelo
angela angie
anthony tony ant
arthur art artie
augustus gus
barbara barb babs barbie bobbie babette
beatriz bea betty
benjamin ben benny benji benjie
bernard bernie
beverly bev
bradley brad
brenda bren
brian bri
calvin cal
candace candy
carolyn carol carrie caro lyn
cassandra cass cassie sandra
catherine kate cathy katie kathy cat
cecilia cece celia
charles charlie chuck chas chip
charlotte charlie lottie char
chester chet
chloe clo
christina chris tina christy
christine chris tina chrissy christy
christopher chris kit topher
clifford cliff
curtis curt
cynthia cindy cyndi
daniel dan danny dani
david dave davey davy
deborah deb debbie debby debra
debra deb debbie
dominic dom nick
donald don donny donnie
dorothy dot dottie dolly dory
douglas doug
dustin dusty
edward ed eddie ted ned teddy
edwin ed eddie
eleanor ellie nora nell nellie
elijah eli lije
elizabeth liz beth betty eliza lizzie betsy libby lisa bess
ellen ellie nell
emily em emmy millie
emma em emmy
eric rick
ernest ernie
ethan eth
eugene gene
evelyn eve evie lyn
ezekiel zeke
florence flo florrie
frances fran frannie frankie
frank franky frankie
franklin frank
frederick fred freddy freddie rick
gabriel gabe gabi
george georgie
gerald gerry jerry
gertrude trudy gert
gilbert gil bert
gregory greg gregg
gwendolyn gwen
harold harry hal
harriet hattie
heather heath
helen nell nellie
henry hank harry hal
herbert herb bert
howard howie
isaac ike zac
isabel isa bella chabela
isabella bella izzy isa
jacob jake jay coby
jacqueline jackie
james jim jimmy jamie jem
janet jan
jason jay jase
jeffrey jeff geoff
jennifer jen jenny jenn
jeremy jerry jem
jerome jerry
jessica jess jessie
joan joanie
joanna jo anna
john jack johnny jon jonny
jonathan jon jonny john nathan
joseph joe joey jos jody
josephine jo josie
joshua josh
judith judy jude
julia jules julie
justin jus
katherine kate kathy katie kat kay kathryn trina
kathleen kathy kate kath katie kay trina
kathryn kathy kate katie
kenneth ken kenny
kevin kev
kimberly kim kimmy
kristina kris tina
larry lawrence
laura laurie lori
lawrence larry laurie lars
leonard leo len lenny
lillian lily lil
linda lindy lin
lorraine lori
lucas luke luca
lucille lucy lu
madeline maddie maddy
marcus mark marc
margaret maggie meg peggy marge margie rita greta
marilyn mary lyn
martha marty mattie
marvin marv
mary molly polly mae mamie mitzi mimi
matthew matt matty mattie
maureen mo
maximilian max
maxwell max
melanie mel
melissa mel missy lissa milly millie
michael mike mickey mick micah mikey
michelle shelly chelle micki
mitchell mitch
mohammed mo mohamed muhammad mohammad
monica moni
nancy nan
natalie nat
natasha tasha
nathan nate nat
nathaniel nate nathan nat
nicholas nick nicky nico
nicole nikki nicky nic
norman norm
oliver ollie
olivia liv livvy ollie
pamela pam
patricia pat patty tricia trish patsy
patrick pat paddy rick
paul pauly paulie
penelope penny
peter pete
philip phil pip
phillip phil pip
phyllis phyl
priscilla cilla prissy
rachel rae shelly
randall randy
raymond ray
rebecca becky becca reba
regina gina reggie
reginald reg reggie
richard rick dick rich richie ricky
robert bob rob bobby robbie bert robin dob dobbin
rodney rod
ronald ron ronnie ronny
rose rosie
rosemary rose rosie
rudolph rudy
russell russ rusty
ruth ruthie
ryan ry
samantha sam sammy mantha
samuel sam sammy
sandra sandy
sarah sally sadie sara
scott scotty
sharon shari
shirley lee
solomon sol
sophia sophie soph
stanley stan
stephanie steph stevie steff fanny
stephen steve stevie steph
steven steve stevie
susan sue susie suzy sukie suze
tabitha tabby
tamara tammy
theodore ted theo teddy
theresa terry tess tessa
thomas tom tommy
tiffany tiff
timothy tim timmy
valentine val felty
vanessa nessa
victor vic
victoria vicky tory vic vicki
vincent vince vinny
virginia ginny ginger
vivian viv
wallace wally
walter walt wally
william will bill billy liam willie willy
winifred winnie
zachary zach zack
`
