"""Invented startups and people of the demo. None of them exists; likeness with anybody is chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """An invented startup: its name, sector, country (ISO 3166), what it does and for whom."""

    name: str
    sector: str
    country: str
    does: str
    users: str


# sector: [(name, country, what it does, for whom)]
_IDEAS: dict[str, list[tuple[str, str, str, str]]] = {
    "Maritime": [
        ("Quaykeeper", "SG", "Predicts crane faults before they stop a berth", "terminal operators"),
        ("Tidewise", "SG", "Berth scheduling that follows the tide", "small ports"),
        ("Gantry Robotics", "SG", "Lashing robots for container decks", "stevedores"),
        ("Selat Systems", "SG", "Anomaly alerts for strait traffic", "vessel traffic centres"),
        ("Bumboat", "SG", "Last-mile deliveries to ships at anchor", "ship agents"),
        ("Penjuru Freight", "SG", "Matches empty containers to return loads", "hauliers"),
        ("Ballast Nine", "VN", "Ballast-water checks from a phone camera", "port inspectors"),
        ("Kelong Data", "MY", "Fish-farm health from underwater sound", "sea farmers"),
        ("Lighterman", "ID", "Barge routing in shallow rivers", "coal and grain barges"),
        ("Semaphore Bay", "PH", "Plain-language port notices in six languages", "crews"),
        ("Fairlead", "SG", "Mooring-line wear from deck cameras", "fleet managers"),
        ("Anchor Ledger", "SG", "Bunker quantity records that both sides sign", "bunker suppliers"),
        ("Hullmark", "IN", "Finds hull fouling from fuel figures", "ship owners"),
        ("Strait Signal", "SG", "Radio transcripts for pilots", "pilots"),
        ("Dockhand", "TH", "Shift planning for casual dock labour", "terminals"),
        ("Sampan Link", "IN", "Predicts container dwell time in the yard", "yard planners"),
    ],
    "Health": [
        ("Mangrove Health", "ID", "Triage assistant for rural clinics", "community nurses"),
        ("Teratai Care", "TH", "Fall-risk monitoring from floor vibration", "care homes"),
        ("Clinic Lane", "SG", "Queue and follow-up planning for polyclinics", "clinic managers"),
        ("Orchid Signal", "SG", "Reads hearing tests taken at home", "audiologists"),
        ("Merah Medical", "MY", "Wound photos measured over weeks", "district nurses"),
        ("Nila Diagnostics", "IN", "Anaemia screening from eyelid photos", "school nurses"),
        ("Sinar Sleep", "SG", "Sleep apnoea checks with a phone on the table", "family doctors"),
        ("Padma Labs", "IN", "Flags sample mix-ups before results go out", "hospital laboratories"),
        ("Kampung Clinic", "MY", "Medicine reminders by voice in dialect", "pharmacists"),
        ("Serai Bio", "TH", "Antibiotic choice from local resistance", "hospital doctors"),
        ("Temasek Gait", "SG", "Walking tests with one camera", "physiotherapists"),
        ("Lumen Ward", "PH", "Handover notes that write themselves", "ward nurses"),
        ("Bunga Raya Health", "MY", "Diabetes foot checks at the hawker centre", "screening teams"),
        ("Tanjong Bio", "SG", "Designs enzymes for point-of-care tests", "test makers"),
        ("Rimba Therapeutics", "ID", "Searches plant compounds for pain relief", "research groups"),
        ("Second Reader", "SG", "Double-checks chest X-rays overnight", "radiologists"),
    ],
    "Agri-food": [
        ("Padi Sense", "VN", "Methane and yield sensing for rice fields", "farm cooperatives"),
        ("Saga Seed", "MY", "Seed choice for one field and one season", "smallholders"),
        ("Rambai Foods", "SG", "Protein from spent grain with steady taste", "food makers"),
        ("Cendana Farms", "TH", "Orchard irrigation from leaf temperature", "fruit growers"),
        ("Lalang Robotics", "SG", "Weeding robots for vegetable beds", "vertical farms"),
        ("Kopi Robotics", "SG", "Grades coffee cherries on the conveyor", "coffee mills"),
        ("Tambak", "ID", "Shrimp-pond oxygen forecasts", "pond owners"),
        ("Belimbing", "MY", "Shelf-life labels from ripeness scans", "wholesale markets"),
        ("Ulam Greens", "MY", "Finds buyers for imperfect vegetables", "growers"),
        ("Siput", "ID", "Seaweed growth from satellite pictures", "seaweed farmers"),
        ("Beras", "PH", "Mill settings that break fewer grains", "rice mills"),
        ("Kebun Ledger", "ID", "Proof of origin for palm smallholders", "mills"),
        ("Nangka Works", "IN", "Texture design for jackfruit products", "kitchens"),
        ("Hawker Lab", "SG", "Recipe costing as prices move", "stall owners"),
        ("Ikan Insight", "SG", "Counts fry without touching them", "hatcheries"),
        ("Tani Link", "ID", "Harvest labour matched across villages", "farm groups"),
    ],
    "Climate": [
        ("Ketapang Water", "MY", "Leak detection from pump acoustics", "water committees"),
        ("Monsoon Labs", "PH", "Street-level flood nowcasting", "town councils"),
        ("Semakau Materials", "SG", "Paving blocks from incineration ash", "contractors"),
        ("Pasir Energy", "SG", "Sand batteries for process heat", "laundries and bakeries"),
        ("Merlin Grid", "SG", "Forecasts solar on cloudy roofs", "grid operators"),
        ("Hujan", "ID", "Landslide warnings from cheap rain gauges", "hill districts"),
        ("Bakau Carbon", "ID", "Mangrove carbon measured by drone", "restoration funds"),
        ("Angin", "VN", "Small-turbine siting in cities", "building owners"),
        ("Cooling Yard", "SG", "Chiller plant tuning without new sensors", "building managers"),
        ("Sungai Watch", "MY", "Finds plastic sources along rivers", "river authorities"),
        ("Terra Kiln", "IN", "Cement mix advice that cuts clinker", "block makers"),
        ("Shade Map", "SG", "Cool walking routes by the hour", "town planners"),
        ("Relau", "MY", "Heat recovery design for small furnaces", "foundries"),
        ("Kabut", "ID", "Peat-fire smoke forecasts", "health agencies"),
        ("Loop Laundry", "SG", "Water reuse for hotel laundries", "hotels"),
        ("Ombak Power", "PH", "Wave buoys for island clinics", "island councils"),
    ],
    "Mobility": [
        ("Lorong Maps", "SG", "Wheelchair-level footpath routes", "people who roll"),
        ("Gambier Rail", "SG", "Point-machine wear from current curves", "rail maintainers"),
        ("Hawkerly", "SG", "Shared delivery rounds for food stalls", "hawkers"),
        ("Jeepney Works", "PH", "Demand counts for informal routes", "transport cooperatives"),
        ("Causeway", "MY", "Border queue times an hour ahead", "commuters"),
        ("Void Deck Labs", "SG", "Lift outages seen before residents call", "town councils"),
        ("Roda", "ID", "Battery health for electric two-wheelers", "fleet owners"),
        ("Kerb", "SG", "Loading-bay booking for vans", "mall managers"),
        ("Tuk Route", "TH", "Charging stops for electric tuk-tuks", "drivers"),
        ("Jalan Safe", "MY", "Near-miss maps from bus cameras", "road engineers"),
        ("Bridgeway", "VN", "Bridge load counts from vibration", "road agencies"),
        ("Pulau Ferry", "ID", "Fair ferry schedules for small islands", "district offices"),
        ("Crosswalk", "SG", "Longer green for slower walkers", "traffic engineers"),
        ("Depot Nine", "IN", "Bus depot charging plans", "bus operators"),
        ("Waybill", "SG", "Paperless handover between hauliers", "warehouses"),
        ("Peak Hour", "PH", "Crowd forecasts for station staff", "rail operators"),
    ],
    "Fintech": [
        ("Kampung Credit", "SG", "Cash-flow scoring for hawkers", "small lenders"),
        ("Receiptless", "SG", "Bookkeeping from bank lines", "sole traders"),
        ("Arisan", "ID", "Rotating savings with a record", "savings groups"),
        ("Tiffin Pay", "IN", "Payroll for day kitchens", "kitchen owners"),
        ("Pawn Ledger", "SG", "Fair pledges explained in plain words", "pawnbrokers"),
        ("Harvest Cover", "VN", "Crop cover that pays on rainfall", "farm banks"),
        ("Remit Lane", "PH", "Shows what a transfer really costs", "migrant workers"),
        ("Stall Ledger", "MY", "Stock and cash in one drawer", "market stalls"),
        ("Audit Trail Nine", "SG", "Finds odd journal lines early", "audit firms"),
        ("Tontine", "SG", "Group insurance for gig riders", "rider groups"),
        ("Grant Matcher", "SG", "Reads grant rules for small firms", "shop owners"),
        ("Duit", "MY", "Pocket-money lessons on real purchases", "parents"),
        ("Invoice Bay", "TH", "Early payment for proven suppliers", "factories"),
        ("Clear Terms", "SG", "Loan contracts in plain language", "cooperatives"),
        ("Surau Fund", "MY", "Donation accounts everyone can read", "mosques and temples"),
        ("Paper Trail", "IN", "Customs refunds found in old papers", "exporters"),
    ],
    "Language": [
        ("Nusa Voice", "ID", "Speech models for fourteen island languages", "broadcasters"),
        ("Peranakan Press", "SG", "Reads old newspapers in mixed scripts", "archives"),
        ("Bahasa Bridge", "MY", "School letters in the family's language", "schools"),
        ("Singlish Lab", "SG", "Understands how callers really speak", "call centres"),
        ("Tamil Type", "SG", "Typing aid for mixed Tamil and English", "newsrooms"),
        ("Lontar", "ID", "Palm-leaf manuscripts made searchable", "museums"),
        ("Court Clerk", "SG", "Hearing transcripts with speakers told apart", "tribunals"),
        ("Sign Space", "TH", "Sign-language cues for service counters", "counter staff"),
        ("Kata", "MY", "Reading practice by listening to children", "libraries"),
        ("Word Ferry", "PH", "Medical leaflets in local words", "hospitals"),
        ("Khmer Keys", "KH", "Spell checking for young languages", "publishers"),
        ("Echo Lane", "SG", "Hearing-aid modes for food courts", "audiologists"),
        ("Suara", "ID", "Radio archives by topic", "community radio"),
        ("Plain Law", "SG", "By-laws explained at the counter", "town councils"),
        ("Gloss", "VN", "Menus that say what is in the dish", "restaurants"),
        ("Storyteller", "SG", "Oral histories indexed with consent", "heritage groups"),
    ],
    "Manufacturing": [
        ("Batik Vision", "MY", "Defect inspection for textile mills", "mill owners"),
        ("Angsana Legal", "SG", "Tenancy rights assistant for workshops", "small factories"),
        ("Tool Crib", "SG", "Finds the right cutter for the alloy", "machine shops"),
        ("Weld Watch", "VN", "Weld seams judged by sound", "shipyards"),
        ("Bengkel", "ID", "Repair steps from a photo", "garages"),
        ("Micron Yard", "SG", "Wafer handling faults seen early", "fabs"),
        ("Rattan Works", "ID", "Cutting plans that waste less cane", "furniture makers"),
        ("Line Balance", "TH", "Stations that share the work evenly", "assembly plants"),
        ("Solder Line", "MY", "Board faults explained to operators", "electronics makers"),
        ("Press Nine", "IN", "Die wear from press force", "stamping shops"),
        ("Cold Store", "SG", "Door-open losses found and named", "cold chains"),
        ("Kiln Room", "VN", "Glaze colours that repeat", "potteries"),
        ("Pack Right", "PH", "Boxes sized to the order", "warehouses"),
        ("Loom", "IN", "Yarn breaks forecast by humidity", "weavers"),
        ("Shift Note", "SG", "Handover between shifts in any language", "plants"),
        ("Spare Part", "SG", "Old parts redrawn for printing", "lift maintainers"),
    ],
}

IDEAS: list[Idea] = [
    Idea(name, sector, country, does, users) for sector, rows in _IDEAS.items() for name, country, does, users in rows
]

# The cohort in mid-programme: twenty of the above.
COHORT = (
    *("Quaykeeper", "Bumboat", "Penjuru Freight", "Clinic Lane", "Orchid Signal", "Tanjong Bio", "Saga Seed", "Rambai Foods"),
    *("Lalang Robotics", "Kopi Robotics", "Semakau Materials", "Pasir Energy", "Merlin Grid", "Hawkerly", "Void Deck Labs"),
    *("Gambier Rail", "Receiptless", "Peranakan Press", "Tool Crib", "Cooling Yard"),
)

_GIVEN = (
    *("Ananya", "Vikram", "Leela", "Thanh", "Mai", "Nurul", "Farah", "Grace", "Jun Hao", "Priya", "Daniel", "Wei Jie", "Kavitha"),
    *("Siti", "Rizal", "Putri", "Bayu", "Linh", "Minh", "Arun", "Meera", "Hui Min", "Zul", "Aisyah", "Rahul", "Chantal", "Paolo"),
    *(
        "Niran",
        "Somchai",
        "Dara",
        "Mei Ling",
        "Haruto",
        "Isabel",
        "Tomas",
        "Noor",
        "Joon",
        "Amara",
        "Kenji",
        "Lakshmi",
        "Iskandar",
    ),
)
_FAMILY = (
    *("Rao", "Shetty", "Nair", "Vo", "Pham", "Hakim", "Iskandar", "Teo", "Lim", "Raghunathan", "Ong", "Koh", "Menon", "Rahman"),
    *("Yusof", "Wijaya", "Santoso", "Nguyen", "Tran", "Krishnan", "Das", "Goh", "Hamid", "Osman", "Kapoor", "Reyes", "Santos"),
    *("Srisai", "Chaiya", "Sok", "Tan", "Mori", "Cruz", "Silva", "Aziz", "Park", "Perera", "Sato", "Pillai", "Chua"),
)


def person_name(number: int) -> str:
    """The name of invented person `number`; different for the first 1,600."""
    given, family = number % len(_GIVEN), (number // len(_GIVEN) + number * 7) % len(_FAMILY)
    return f"{_GIVEN[given]} {_FAMILY[family]}"
