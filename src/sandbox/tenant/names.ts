// Small lists that people, places and things are named from.

export interface Country {
  readonly code: string
  readonly name: string
  readonly city: string
  readonly state: string
  readonly language: string
  readonly latitude: number
  readonly longitude: number
}

const country = (
  code: string,
  name: string,
  city: string,
  state: string,
  language: string,
  latitude: number,
  longitude: number,
): Country => ({ code, name, city, state, language, latitude, longitude })

export const COUNTRIES: readonly [Country, ...Country[]] = [
  country('DE', 'Germany', 'München', 'Bayern', 'de-DE', 48.137, 11.575),
  country('US', 'United States', 'Seattle', 'Washington', 'en-US', 47.606, -122.332),
  country('FR', 'France', 'Paris', 'Île-de-France', 'fr-FR', 48.857, 2.352),
  country('BR', 'Brazil', 'São Paulo', 'São Paulo', 'pt-BR', -23.55, -46.633),
  country('JP', 'Japan', '東京', '東京都', 'ja-JP', 35.69, 139.692),
  country('PL', 'Poland', 'Łódź', 'Łódzkie', 'pl-PL', 51.759, 19.456),
  country('IN', 'India', 'Bengaluru', 'Karnataka', 'en-IN', 12.972, 77.594),
]

/** Where the password spray comes from; nobody works there. */
export const SPRAY_COUNTRY = country('KP', 'North Korea', 'Pyongyang', 'Pyongyang', 'ko-KP', 39.039, 125.763)

export const GIVEN_NAMES: readonly [string, ...string[]] = [
  'Anna',
  'Jürgen',
  'Zoë',
  'Łukasz',
  'Aiko',
  'José',
  'Priya',
  'Olivia',
  'Søren',
  'Fatima',
  'Noah',
  'Chloé',
  'Wei',
  'Mateus',
  'Ingrid',
  'Arjun',
  'Małgorzata',
  'Liam',
  'Sofía',
  'Kenji',
  'Emma',
  'Yusuf',
  'Élodie',
  'Dmitri',
  'Nguyễn',
  'Grace',
  'Çelik',
  'Hannah',
  '健太',
  'Ravi',
  'Björn',
]

export const SURNAMES: readonly [string, ...string[]] = [
  'Müller',
  'Smith',
  'García',
  'Kowalska',
  'Tanaka',
  'O’Brien',
  'Iyer',
  'Lefèvre',
  'Ångström',
  'Hassan',
  'da Silva',
  'Nowak',
  'Johnson',
  'Schäfer',
  'Yılmaz',
  'Dubois',
  'Petrović',
  'Chen',
  'Øster',
  'Patel',
  'Gonçalves',
  'Weiß',
  'Sato',
  'Brown',
  'Novák',
  'van der Berg',
  'Trần',
  'Fischer',
  '佐藤',
]

export interface Department {
  readonly name: string
  readonly titles: readonly [string, ...string[]]
}

export const DEPARTMENTS: readonly [Department, ...Department[]] = [
  { name: 'Sales', titles: ['Account Manager', 'Sales Manager', 'Pre-Sales Engineer', 'Sales Assistant'] },
  { name: 'Engineering', titles: ['Software Engineer', 'Engineering Manager', 'Test Engineer', 'Architect'] },
  { name: 'Finance', titles: ['Controller', 'Head of Finance', 'Accountant', 'Payroll Specialist'] },
  { name: 'Human Resources', titles: ['HR Partner', 'Head of People', 'Recruiter'] },
  { name: 'IT', titles: ['System Administrator', 'IT Manager', 'Help Desk Agent', 'Security Analyst'] },
  { name: 'Marketing', titles: ['Campaign Manager', 'Head of Marketing', 'Designer'] },
  { name: 'Operations', titles: ['Planner', 'Operations Manager', 'Technician', 'Warehouse Worker'] },
  { name: 'Legal', titles: ['Counsel', 'General Counsel', 'Paralegal'] },
]

export const PROJECTS: readonly [string, ...string[]] = [
  'Aurora',
  'Borealis',
  'Condor',
  'Dédalo',
  'Edelweiß',
  'Fjord',
  'Gizmo',
  'Hanami',
  'Ikarus',
  'Jötunn',
  'Kestrel',
  'Lumière',
]

export const PARTNERS: readonly [string, ...string[]] = [
  'fabrikam.example',
  'northwind.example',
  'litware.example',
  'adatum.example',
]

export const DOMAIN = 'contoso.example'
export const INITIAL_DOMAIN = 'contoso.onmicrosoft.example'
