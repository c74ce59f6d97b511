import type { Origin } from './roster.ts'

export type NameList = {
  readonly given: readonly string[]
  /** Second given names or middle names; empty where they are not usual. */
  readonly middle: readonly string[]
  readonly family: readonly string[]
}

/** Split at spaces; a `_` stands for a space inside one name. */
function words(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('_', ' '))
}

/** Names as they are usual in each place, with the marks they are written with. */
export const NAME_LISTS: Readonly<Record<Origin, NameList>> = {
  US: {
    given:
      words(`William Elizabeth Robert Margaret Michael Katherine Christopher Jennifer Anthony Rebecca
      Benjamin Samantha Nicholas Patricia Jonathan Abigail Timothy Deborah Gregory Victoria Raymond Tamika Darnell
      Brianna Marcus Shanice Walter Heather Dennis Lorraine
      Douglas Melissa Stephen Cynthia Harold Danielle Jerome Latoya Travis Stephanie Curtis Monique Wesley
      Courtney Leonard Vanessa Clifford Bethany Terrence Paige Russell Gwendolyn Dustin Candace`),
    middle: words('Lee Marie James Ann Thomas Rose Allen Grace Ray Jean'),
    family:
      words(`Smith Johnson Walker Bennett Coleman Jefferson Hughes O'Connor McAllister Fitzgerald Harper
      Whitfield Sanders Brooks Washington Carter Thompson Reed Hawkins Griffin Mercer Doyle Pruitt Langley Becker
      Novak Lindgren Abernathy Sinclair Vance
      Ellison Hargrove Pickett Stanton Holloway Beaumont Crawford Dalton Everett Fletcher Gaines Haynes
      Ingram Jennings Kendrick Lockhart Maddox Norwood Osborne Prescott Quinn Radcliffe Sheffield Tillman Underwood
      Vickers Weston Yates Ziegler Barlow Cobb Dunlap`),
  },
  MX: {
    given:
      words(`José María Guadalupe Francisco Andrés Sofía Alejandro Verónica Héctor Mónica Ramón Lucía Jesús
      Ángela Raúl Inés Óscar Beatriz Iván Rocío Tomás Belén Joaquín Itzel Emilio Ximena Citlali Agustín Nicolás
      Martín
      Esteban Paloma Rodrigo Marisol Gerardo Lorena Ignacio Graciela Armando Araceli Salvador Leticia Benito
      Dolores Julián Consuelo Efraín Yolanda Gilberto Nayeli`),
    middle: words('Luis Elena Ángel Isabel Antonio Fernanda Manuel Teresa Alberto José'),
    family:
      words(`García Hernández Martínez López González Pérez Sánchez Ramírez Cruz Flores Gómez Morales Vázquez
      Jiménez Reyes Muñoz Ordóñez Ibáñez Núñez Peña Zúñiga Cárdenas Escobedo Barragán Villaseñor Montaño Chávez
      Guzmán Ríos de_la_Torre
      Salgado Bermúdez Carranza Delgadillo Figueroa Galindo Huerta Iturbide Landeros Mondragón Olvera
      Quintero Rentería Saldívar Tovar Urrutia Valadez Yáñez Zepeda Arredondo`),
  },
  VN: {
    given:
      words(`Anh Bình Châu Dũng Đức Giang Hà Hải Hiếu Hồng Hương Khánh Lan Linh Long Mai Minh Nam Ngọc Nhung
      Phương Quân Quỳnh Sơn Thảo Thủy Trang Tuấn Vy Yến
      Thắng Trung Hạnh Loan Tùng Việt Diễm Khoa Nga Phúc Thịnh Uyên Vinh Xuân Đạt`),
    middle: words('Thị Văn Hữu Đình Ngọc Minh Thanh Quốc Xuân Bảo'),
    family:
      words(`Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mạc Tạ Lương Cao
      Võ Huỳnh Tô Lâm Thái Chu Quách Kiều Văn La`),
  },
  PH: {
    given:
      words(`Maricel Rodel Jhun Analyn Rowena Ferdinand Marites Renato Liezl Arnel Jocelyn Danilo Rosalie Edgardo
      Cherry Reynaldo Maribel Jomar Lourdes Crisanto Imelda Virgilio Glenda Noel Divina Rogelio Jasmin Efren Mylene
      Benigno`),
    middle: words('Grace Joy Angelo Mae Paul Rose Mark Ann Carlo Faith'),
    family:
      words(`Santos Bautista Ocampo Dimaculangan Pangilinan Magsaysay Macaraeg Villanueva Aquino Salonga
      dela_Cruz delos_Santos Manalo Catacutan Lacson Tolentino Evangelista Panganiban Agbayani Soriano Mangubat
      Abella Gatdula Sumulong Batungbakal`),
  },
  KR: {
    given:
      words(`Min-jun Seo-yeon Ji-hoon Ha-eun Do-yun Ye-jin Jun-seo Soo-ah Hyun-woo Ji-woo Tae-yang Eun-ji
      Sung-min Na-rae Dong-hyun Bo-ra Woo-jin Yu-na Kyung-soo Chae-won Jae-hyun Mi-kyung Seung-ho Hye-rin`),
    middle: [],
    family: words(
      'Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Shin Kwon Hwang Ahn Song Hong Bae Noh',
    ),
  },
  IN: {
    given:
      words(`Aarav Priya Rajesh Lakshmi Vikram Anjali Sanjay Deepika Harpreet Kavya Arjun Meera Suresh Nandini
      Imran Fatima Gurpreet Shreya Ramesh Pooja Venkatesh Divya Manoj Sunita Karthik Bhavna Ashok Ishita Naveen
      Rukmini`),
    middle: words('Kumar Devi Kaur Singh Lal Rani Mohan Bala'),
    family:
      words(`Sharma Patel Iyer Reddy Nair Gupta Chatterjee Mukherjee Banerjee Deshpande Kulkarni Joshi Agarwal
      Menon Pillai Rao Verma Gill Sandhu Khan Qureshi Fernandes D'Souza Bhattacharya Choudhury Naidu Trivedi
      Subramanian`),
  },
  PL: {
    given:
      words(`Małgorzata Katarzyna Paweł Łukasz Agnieszka Grzegorz Bożena Michał Elżbieta Wojciech Żaneta Rafał
      Zofia Stanisław Jadwiga Krzysztof Joanna Tomasz Beata Mateusz Wiesława Zbigniew Halina Przemysław Aleksandra
      Sławomir`),
    middle: words('Maria Jan Anna Józef Ewa Piotr'),
    family:
      words(`Kowalczyk Wiśniewski Wójcik Kamiński Zieliński Dąbrowska Kozłowski Szymańska Woźniak Jabłoński
      Krawczyk Piątek Grabowska Pawłowski Michalska Nowak Wróbel Sikora Błaszczyk Gołębiowski Ścibor Żuraw
      Brzęczyszczykiewicz Łuczak`),
  },
}

/** Short names that people use instead of their own, by the given name in lower case without marks. */
export const NICKNAMES: Readonly<Record<string, readonly string[]>> = {
  william: ['Bill', 'Will'],
  elizabeth: ['Liz', 'Beth'],
  robert: ['Bob', 'Rob'],
  margaret: ['Peggy', 'Maggie'],
  michael: ['Mike'],
  katherine: ['Kate', 'Kathy'],
  christopher: ['Chris'],
  jennifer: ['Jen', 'Jenny'],
  anthony: ['Tony'],
  rebecca: ['Becky'],
  benjamin: ['Ben'],
  samantha: ['Sam'],
  nicholas: ['Nick'],
  patricia: ['Pat', 'Trish'],
  jonathan: ['Jon'],
  abigail: ['Abby'],
  timothy: ['Tim'],
  deborah: ['Debbie'],
  gregory: ['Greg'],
  victoria: ['Vicky'],
  raymond: ['Ray'],
  jose: ['Pepe'],
  guadalupe: ['Lupe'],
  francisco: ['Pancho', 'Paco'],
  alejandro: ['Alex'],
  jesus: ['Chuy'],
  ferdinand: ['Ferdie'],
  reynaldo: ['Rey'],
  malgorzata: ['Gosia'],
  katarzyna: ['Kasia'],
  agnieszka: ['Aga'],
  grzegorz: ['Grzesiek'],
  elzbieta: ['Ela'],
  aleksandra: ['Ola'],
  krzysztof: ['Krzysiek'],
  joanna: ['Asia'],
  tomasz: ['Tomek'],
  venkatesh: ['Venky'],
}
