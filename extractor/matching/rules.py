"""What can be said about a candidate: every rule with its id, its weight, an example and a counter-example.

Two kinds of rules look at words: at those of one place (`extractor.matching.word_places`) and at those that
may lie apart (`extractor.matching.patterns`). The others are judgements about lists, sections and verbs;
`extractor.matching.judging` makes them. Weights add up to the score of a candidate: positive speaks for a
measure, negative against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.matching import patterns, word_places
from extractor.matching.clauses import NO_CLASS, Clause, WordClass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it says, how much it weighs, and a text in which it speaks and one in which it does not.

    Texts are written as candidates: ``|`` separates the members of a list, ``※`` a lead-in from its list,
    ``・`` opens a member of a list among sentences, the head ends at the first 。. ``style`` is the list
    style that the texts are tried with. A rule of words has ``finds`` or ``patterns`` and is asked about
    clauses with a word of the class ``needs``.
    """

    id: str
    says: str
    weight: int
    example: str
    counter: str
    style: str = "digit_dot"
    needs: WordClass = NO_CLASS
    finds: Callable[[Clause], Iterator[word_places.Place]] | None = None
    patterns: Callable[[patterns.Flags], list[patterns.Pattern]] | None = None


RULES: tuple[Rule, ...] = (
    # what the verb says
    Rule(
        "action.verb",
        "opens with the verb of a measure, after openers such as 进一步, 将, 要",
        2,
        "进一步推广社区助餐点",
        "社区助餐点的推广",
        needs=WordClass.LEAD | WordClass.ACTION,
        finds=word_places.verb,
    ),
    Rule(
        "action.modal",
        "its subject will, must or may do something (X应当…, X可以…, X将…)",
        2,
        "物业公司应当公开维修账目",
        "物业公司的维修账目",
        needs=WordClass.MODAL,
        finds=word_places.modal,
    ),
    Rule(
        "action.disposal",
        "moves or turns something by 将/把: the object stands before the verb",
        2,
        "将道路占用审批权限下放至各街道",
        "下放道路占用审批权限",
        needs=WordClass.MOVER,
        patterns=patterns.disposal,
    ),
    Rule(
        "action.after_frame",
        "the main verb stands after a phrase opened by 对, 为, 在, 由, 以 and the like",
        2,
        "对返乡创业的青年给予房租减免",
        "给予青年房租减免",
    ),
    Rule(
        "action.later",
        "the main verb stands after a subject or a condition",
        2,
        "当年新办托育园的，每个托位补助三千元",
        "每个托位的标准",
    ),
    Rule(
        "action.tagged",
        "opens with a word that the tokenizer takes for a verb and no list knows",
        1,
        "揭榜一批深海装备难题",
        "深海装备",
    ),
    Rule(
        "action.unsure",
        "has a word that may be a verb or a noun, but no sure verb",
        1,
        "村庄建设水平",
        "村庄水平",
    ),
    Rule(
        "action.body",
        "the head has no verb; the first verb of the item's body is taken instead",
        0,
        "青年夜校。面向新市民开设烘焙课程。",
        "开设青年夜校。面向新市民。",
    ),
    Rule("action.grant", "gives money, goods or rights", 1, "给予村医岗位补助", "推广村医签约"),
    Rule("action.permit", "allows or encourages", 0, "允许民宿跨区经营", "取消民宿备案"),
    Rule("action.forbid", "forbids or ends something", 1, "不再要求提交复印件", "要求提交复印件"),
    Rule(
        "object.fronted",
        "what is acted on stands between 将/把 and the verb",
        0,
        "将急诊病床信息纳入城市平台",
        "纳入城市平台",
    ),
    # what the noun says
    Rule(
        "noun.programme",
        "ends as the name of a programme (工程, 行动, 计划)",
        1,
        "老旧街区焕新工程",
        "焕新工程的进度",
        needs=WordClass.PROGRAMME,
        finds=word_places.noun(WordClass.PROGRAMME),
    ),
    Rule(
        "noun.institution",
        "ends as the name of a lasting arrangement (机制, 制度, 平台)",
        1,
        "外卖骑手休息制度",
        "休息制度的由来",
        needs=WordClass.INSTITUTION,
        finds=word_places.noun(WordClass.INSTITUTION),
    ),
    Rule(
        "noun.service",
        "ends as the name of a service (服务, 窗口, 通道)",
        1,
        "老年人上门助浴服务",
        "助浴服务的价格",
        needs=WordClass.SERVICE,
        finds=word_places.noun(WordClass.SERVICE),
    ),
    Rule(
        "noun.support",
        "ends as the name of a benefit (补贴, 公寓, 助学金)",
        1,
        "新就业青年公寓",
        "青年公寓的位置",
        needs=WordClass.SUPPORT,
        finds=word_places.noun(WordClass.SUPPORT),
    ),
    Rule(
        "noun.verbal",
        "is a noun phrase that ends in its verb (…培养, …提升)",
        1,
        "乡村全科医生培养",
        "乡村全科医生",
        needs=WordClass.ACT,
        finds=word_places.final_verb,
    ),
    # what the list says
    Rule("list.marker", "is an item of a numbered outline", 2, "省外学校", "省外学校", "digit_dot"),
    Rule(
        "list.member",
        "is a member of a list in a sentence, or of one whose entries have no numbers",
        0,
        "开设夜校；开放球场",
        "开设夜校",
        "semicolons",
    ),
    Rule(
        "list.parallel",
        "most members of its list are measures, so it is taken for one",
        1,
        "开设夜校|开放校园球场|学生境外互访",
        "学生境外互访|村民合唱团|菜农",
        "semicolons",
    ),
    Rule(
        "list.unlikely",
        "no count announces its list, whose members would hardly be measures as sentences",
        -9,
        "校舍工程招标是否合规|监管责任是否落实|是否存在转包行为|建设单位质量问题整改情况",
        "开设夜校|开放校园球场|公开收费清单",
        "semicolons",
    ),
    Rule(
        "list.topics",
        "opens with no verb, in a numbered list of topics",
        -5,
        "个人信息类|侮辱贬损类|虚假误导类|其他类",
        "侮辱贬损类|清理不实信息|增设夜间站点|公开收费清单",
        "digit_dot",
    ),
    Rule(
        "list.faults",
        "half of its numbered list or more tell what is missing or broken",
        -9,
        "水泵房未张贴标识|设置窗口太小，指示标志缺失|设置杂物间",
        "张贴水泵房标识|补齐指示标志|设置杂物间",
        "digit_dot",
    ),
    Rule(
        "list.persons",
        "half of its list or more name somebody by an office",
        -9,
        "出席的有：※市水务局局长李某某|市城管局副局长王某某|市园林局秘书长赵某",
        "市水务局局长李某某|修建市城管局大楼|开放市园林局花圃",
        "semicolons",
    ),
    Rule(
        "list.contents",
        "its lead-in says what a document deals with, and half of its list are topics",
        -9,
        "主要内容包括：※适用范围|免予报送的情形|减轻负担的措施",
        "主要内容包括：※扩大适用范围|减轻报送负担|公开收费清单",
        "ordinal",
    ),
    Rule(
        "list.announced",
        "its list is announced by the number of its measures, so what is in force or under way counts too",
        3,
        "采取三项措施：※出台了夜市管理办法",
        "采取措施：※出台了夜市管理办法",
        "semicolons",
    ),
    Rule(
        "list.offered",
        "stands below a heading that offers measures, so that a mere topic is one (便民举措, 惠企政策清单)",
        1,
        "便民举措清单※免费寄递|首违不罚|容缺受理",
        "常见名词清单※免费寄递|首违不罚|容缺受理",
    ),
    Rule(
        "list.tasks",
        "its lead-in says that tasks or measures follow, so who is to do them may stand before the verb",
        2,
        "主要工作包括：※各村认真检修水泵",
        "主要问题包括：※各村认真检修水泵",
        "semicolons",
    ),
    # what speaks against
    Rule(
        "achievement.past",
        "says that it is done already (已, 了, 先后)",
        -4,
        "已建成三座水厂",
        "对已投保的农户给予补贴",
        needs=WordClass.PAST | WordClass.REACHED | WordClass.DONE,
        finds=word_places.past,
    ),
    Rule(
        "achievement.past_time",
        "speaks of a time before (截至, 去年, 以来)",
        -3,
        "截至六月新增泊位两千个",
        "对去年未享受补贴的农户给予补报机会",
        needs=WordClass.PAST_TIME,
        finds=word_places.past_time,
    ),
    Rule(
        "achievement.result",
        "counts a result (累计, 同比, 惠及 with a figure)",
        -3,
        "累计发放消费券两亿元",
        "发放消费券",
        needs=WordClass.RESULT,
        patterns=patterns.result,
    ),
    Rule(
        "achievement.past_year",
        "names a year before the article's own as the time of the action",
        -4,
        "2019年建成环湖步道",
        "2019年以前的老房列入改造",
    ),
    Rule(
        "speaker.says",
        "reports what somebody says",
        -3,
        "村民表示，路灯亮多了",
        "推广公交扫码",
        needs=WordClass.SAYS,
        finds=word_places.says,
    ),
    Rule(
        "speaker.urges",
        "reports what a speaker urges",
        -2,
        "会议强调，安全第一",
        "强调安全",
        needs=WordClass.URGES,
        finds=word_places.urges,
    ),
    Rule(
        "speaker.requests",
        "asks others to do something (请求, 建议, 希望)",
        -5,
        "建议在站前增设公厕",
        "采纳居民增设公厕的建议",
        needs=WordClass.REQUESTS,
        finds=word_places.requests,
    ),
    Rule(
        "speaker.abroad",
        "tells of other states and of diplomacy",
        -4,
        "中方将扩大农产品进口",
        "市商务局将扩大农产品进口",
        "sentence",
        needs=WordClass.ABROAD,
        finds=word_places.abroad,
    ),
    Rule(
        "text.state",
        "only describes a state: it ends in an adjective (规划期限较长)",
        -3,
        "规划期限较长",
        "规划城市绿道",
        "semicolons",
    ),
    Rule(
        "text.became",
        "tells how things went: a subject, and what it steadily became (基础设施不断完善)",
        -4,
        "基础设施不断完善",
        "推动基础设施不断完善",
        "bullet",
    ),
    Rule(
        "text.principle",
        "is a frame sentence: a spirit to act in, no act (坚持…, 牢牢把握…); asked where no number stands",
        -3,
        "坚持问题导向，提高实效",
        "开设问题热线",
        "semicolons",
    ),
    Rule("text.definition", "says what a word means", -6, "本办法所称民宿是指利用自有住房的旅馆", "扶持民宿"),
    Rule(
        "text.field",
        "fills in a form (申请渠道：…)",
        -6,
        "受理单位：法规科",
        "受理申请，单位代办",
        "sentence",
    ),
    Rule("text.question", "asks", -6, "如何申领购车补贴？", "简化购车补贴申领"),
    Rule(
        "text.name",
        "is the name of an organisation",
        -4,
        "青山农机有限公司",
        "支持青山农机有限公司",
        needs=WordClass.ORGANISATION,
        finds=word_places.noun(WordClass.ORGANISATION),
    ),
    Rule(
        "text.matter",
        "is the subject of a report or a debate (…情况, …意见和建议)",
        -4,
        "公共厕所管理情况",
        "公开公共厕所管理办法",
        "semicolons",
        needs=WordClass.MATTER,
        finds=word_places.noun(WordClass.MATTER),
    ),
    Rule("text.empty", "has no word in it", -9, "——", "推广夜校"),
    Rule(
        "text.title",
        "is nothing but the title of a document",
        -5,
        "《湖滨市绿道规划》",
        "修订《湖滨市绿道规划》",
    ),
    Rule(
        "text.bare",
        "is a numbered topic, name or place without a text that says what is done",
        -2,
        "石化行业",
        "石化行业。淘汰落后装置。",
    ),
    Rule(
        "text.case",
        "ends in 的 as a case does that something else is done about",
        -7,
        "冒用他人健康码逃避查验的",
        "查处冒用他人健康码的行为",
    ),
    Rule(
        "text.box",
        "is the title of a box that neither opens with a verb nor names a programme",
        -5,
        "产业优先发展领域",
        "产业优先发展工程",
        "box",
    ),
    Rule(
        "text.doubtful",
        "has no verb that opens it and no noun of a measure, in a list of anything",
        -3,
        "源头防控压力大",
        "加强源头防控",
        "ordinal",
    ),
    Rule(
        "text.topic",
        "is a mere topic, name or place: no verb and no noun of a measure",
        -1,
        "蔬菜",
        "供应平价蔬菜",
        "enumeration_commas",
    ),
    Rule("section.excluded", "stands in a section that holds no measures", -9, "优先发展", "优先发展教育"),
    # plain sentences
    Rule(
        "stated.sentence",
        "is a plain sentence: no number and no list",
        -2,
        "公园将开放夜场",
        "开放夜场",
        "sentence",
    ),
    Rule(
        "stated.announces",
        "announces just as many measures as are listed here: they are the rows",
        -60,
        "市水务局发布两项举措|・增设取水点|・公开水质报告",
        "市水务局发布三项举措|・增设取水点|・公开水质报告",
        "sentence",
    ),
    Rule(
        "stated.repeated",
        "stands again further below, word for word",
        -60,
        "市图书馆将开放夜场阅览|市图书馆将开放夜场阅览",
        "市图书馆将开放夜场阅览",
        "sentence",
    ),
    Rule(
        "stated.counts",
        "says how many measures there are",
        0,
        "市水务局发布二十条供水举措",
        "市水务局发布供水举措",
        "sentence",
    ),
    Rule(
        "stated.promise",
        "promises or orders in so many words (将, 拟, 要, 须, 应)",
        1,
        "市图书馆将开放夜场阅览",
        "市图书馆开放夜场阅览",
        "sentence",
    ),
    Rule(
        "stated.body",
        "a body will or must do it (市民政局将…)",
        0,
        "市文旅局将开放夜场阅览",
        "活动将开放夜场阅览",
        "sentence",
    ),
    Rule(
        "stated.vow",
        "a body says right before the verb that it will do it (市民政局将新增…)",
        3,
        "市民政局将新增两家养老院",
        "市民政局要新增两家养老院",
        "sentence",
    ),
    Rule(
        "stated.grants",
        "gives a sum or a share of money, and tells of no time before (每人给予三万元补贴)",
        3,
        "每户给予3000元补贴",
        "去年每户发放3000元补贴",
        "sentence",
    ),
    Rule(
        "stated.abides",
        "says no more than that a document is carried out or kept",
        -4,
        "各部门将认真贯彻落实《意见》的各项要求",
        "各部门将按照《意见》的规定，新建三座泵站",
        "sentence",
    ),
    Rule(
        "stated.heading",
        "stands alone on its line without a stop, as the heading of a paragraph does",
        -4,
        "严格控制产能|两座小高炉已经关停，全年压减产量十万吨。",
        "严格控制产能",
        "sentence",
    ),
    Rule(
        "stated.title",
        "is the title of a paragraph, which its next sentences spell out",
        -4,
        "严格控制产能。两座小高炉已经关停，全年压减产量十万吨",
        "市工信局将严格控制产能。两座小高炉已经关停，全年压减产量十万吨",
        "sentence",
    ),
    Rule(
        "stated.tells",
        "only tells what is expected, thought or thanked for, or that the press was met",
        -4,
        "感谢您关心教育事业",
        "学校将公开收费清单",
        "sentence",
    ),
    Rule(
        "stated.document",
        "says what a document lays down (《通知》明确，…)",
        2,
        "《通知》明确，取消现场盖章",
        "取消现场盖章",
        "sentence",
        needs=WordClass.NAME,
        patterns=patterns.document,
    ),
    Rule(
        "stated.chain",
        "is a chain of clauses that each open with a verb",
        1,
        "优化夜间公交，增设候车棚，公开发车时刻",
        "夜间公交线路较多",
        "sentence",
        needs=WordClass.PAUSE,
        finds=word_places.chain,
    ),
)

_BY_ID = {rule.id: rule for rule in RULES}


def describe_rule(rule_id: str) -> str:
    """What a rule says, in one line. Raises `KeyError` for an id that no rule has.

    >>> describe_rule("action.grant")
    'gives money, goods or rights'
    """
    return _BY_ID[rule_id].says


def weight(rule_id: str) -> int:
    """How much a rule weighs: positive for a measure, negative against."""
    return _BY_ID[rule_id].weight
