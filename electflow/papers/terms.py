"""The papers that are printed: their number in the usual series, their file, their title."""

from dataclasses import dataclass
from enum import StrEnum


class Print(StrEnum):
    """A paper that is made from the records (打印的公告、表单)."""

    ELECTION_COMMITTEE = "election_committee"
    ELECTION_COMMITTEE_CHANGE = "election_committee_change"
    REGISTRATION = "registration"
    ROLL = "roll"
    ROLL_CHANGE = "roll_change"
    NOMINATION = "nomination"
    OPINION = "opinion"
    LETTERS = "letters"
    CANDIDATES = "candidates"
    PROXIES = "proxies"
    RESULT = "result"
    RESULT_REPORT = "result_report"
    PROOF = "proof"
    CERTIFICATES = "certificates"
    FILING_REPORT = "filing_report"
    HANDOVER = "handover"
    ARCHIVE = "archive"
    PROXY_SLIPS = "proxy_slips"


PAGE_BREAK = "\f"
"""A paragraph that ends the page; one that begins with ``# `` is set as a title."""


@dataclass(frozen=True)
class Layout:
    """What a template says, in its parts; ``rows`` is the name of its rows, ``widths`` in millimetres.

    The words are Jinja text, so that a county may change them in Word.
    """

    series: str
    title: str
    before: tuple[str, ...]
    columns: tuple[tuple[str, str], ...] = ()
    rows: str = ""
    after: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    signed: tuple[str, ...] = ("{{ issuer }}", "{{ dated }}")
    is_titled: bool = True


_LAW = "《中华人民共和国村民委员会组织法》"

LAYOUTS: dict[Print, Layout] = {
    Print.ELECTION_COMMITTEE: Layout(
        series="2",
        title="{{ village }}村民选举委员会组成人员公告{{ on_by_election }}",
        before=(
            f"根据{_LAW}第十五条的规定，经{{{{ formed_by }}}}推选，{{{{ village }}}}第{{{{ term_no }}}}届村民委员会"
            "{{ round_word }}的村民选举委员会由下列人员组成：",
        ),
        columns=(("职务", "{{ r.duty }}"), ("姓名", "{{ r.name }}"), ("性别", "{{ r.sex }}")),
        rows="members",
        after=(
            "村民选举委员会自公告之日起主持{{ this_election }}工作。村民对名单有意见的，可以向村民委员会或者乡镇人民政府反映。",
        ),
        signed=("{{ outgoing }}", "{{ dated }}"),
    ),
    Print.ELECTION_COMMITTEE_CHANGE: Layout(
        series="2-1",
        title="{{ village }}村民选举委员会成员变动公告{{ on_by_election }}",
        before=(
            f"根据{_LAW}第十五条的规定，村民选举委员会成员变动如下，缺额按照推选结果依次递补：",
        ),
        columns=(
            ("退出人员", "{{ r.name }}"),
            ("原因", "{{ r.leaving }}"),
            ("退出日期", "{{ r.left_on }}"),
            ("递补为委员", "{{ r.substitute }}"),
        ),
        rows="changes",
    ),
    Print.REGISTRATION: Layout(
        series="3",
        title="{{ village }}{{ by_electing }}参加选举村民登记公告",
        before=(
            f"根据{_LAW}第十六条的规定，现将本届村民委员会{{{{ election_word }}}}参加选举村民的登记事项公告如下：",
            "一、登记时间：{{ begins_on }}至{{ ends_on }}。",
            "二、选举日：{{ election_on }}。年满十八周岁的计算以选举日为准。",
            "三、登记对象：（一）户籍在本村并且在本村居住的村民；（二）户籍在本村，不在本村居住，本人表示参加选举的"
            "村民；（三）户籍不在本村，在本村居住或者从事村务工作一年以上，本人申请参加选举，并且经村民会议或者村民"
            "代表会议同意参加选举的公民。",
            "四、同一村民只能在一个村登记参加选举。依照法律被剥夺政治权利的人，不得登记参加选举。",
            "五、登记时请携带居民身份证或者户口簿；登记信息仅用于{{ this_election }}，公布的名单只列姓名和村民小组。",
            "六、登记地点：　　　　　　　　　　联系人：　　　　　　",
        ),
    ),
    Print.ROLL: Layout(
        series="4",
        title="{{ village }}{{ by_electing }}{{ voters_word }}名单公告",
        before=(
            f"根据{_LAW}第十七条的规定，现将参加本届村民委员会{{{{ election_word }}}}的村民名单公布如下，共{{{{ voters }}}}人：",
        ),
        columns=(
            ("村民小组", "{{ r.group }}"),
            ("人数", "{{ r.count }}"),
            ("姓名", "{{ r.names }}"),
        ),
        rows="groups",
        widths=(34, 18, 104),
        after=(
            "对名单有异议的，应当自名单公布之日起{{ objection_days }}日内（至{{ last_day }}）向村民选举委员会申诉，"
            "村民选举委员会应当自收到申诉之日起{{ decision_days }}日内作出处理决定，并公布处理结果。",
            "{% if digest %}名单校验码：{{ digest }}{% endif %}",
        ),
    ),
    Print.ROLL_CHANGE: Layout(
        series="4-n",
        title="{{ village }}{{ by_electing }}{{ voters_word }}名单补正公告",
        before=("名单公布后，{{ voters_word }}名单变动如下：",),
        columns=(
            ("姓名", "{{ r.name }}"),
            ("村民小组", "{{ r.group }}"),
            ("变动", "{{ r.change }}"),
            ("日期", "{{ r.dated_on }}"),
        ),
        rows="changes",
        after=(
            "变动后共{{ voters }}人。",
            "{% if rulings %}村民选举委员会对名单申诉的处理结果：{{ rulings }}。{% endif %}",
        ),
    ),
    Print.NOMINATION: Layout(
        series="7",
        title="{{ village }}{{ by_election }}村民委员会成员候选人提名公告",
        before=(
            f"根据{_LAW}第十八条和本村选举办法，现将提名事项公告如下：",
            "一、应选名额：{{ seats }}。{% if by_election %}补选后村民委员会{% endif %}应当有妇女成员。",
            "二、由村党组织或者登记参加选举的村民提名、推荐候选人。候选人的名额应当多于应选名额。",
            "三、候选人应当拥护中国共产党领导，奉公守法、品行良好、公道正派、热心公益、具有一定文化水平和工作能力；"
            "法律规定不得提名、推荐为候选人的，不得提名、推荐。",
            "四、村民选举委员会成员或者其近亲属被提名为候选人的，该成员应当退出村民选举委员会。"
            "{% if one_post %}被提名为两项以上职务候选人的，应当书面确认其中一项。{% endif %}",
            "五、提名时间、地点：　　　　　　　　　　联系人：　　　　　　",
        ),
    ),
    Print.CANDIDATES: Layout(
        series="9",
        title="{{ village }}{{ by_election }}村民委员会成员正式候选人公告",
        before=("经提名和资格审查，本届{{ by_election }}村民委员会成员正式候选人名单公布如下：",),
        columns=(
            ("职务", "{{ r.post }}"),
            ("应选名额", "{{ r.seats }}"),
            ("候选人", "{{ r.names }}"),
        ),
        rows="posts",
        after=(
            "选举日为{{ election_on }}。村民选举委员会将组织候选人与村民见面，介绍履职设想，回答村民提问。",
            "{% if objection_days %}对正式候选人有异议的，可以自名单公布之日起{{ objection_days }}日内"
            "（至{{ last_day }}）以书面形式向村民选举委员会提出。{% endif %}",
        ),
    ),
    Print.PROXIES: Layout(
        series="13",
        title="{{ village }}{{ by_electing }}委托投票人员名单公告",
        before=(
            f"根据{_LAW}第十八条的规定，下列外出村民已书面委托他人代为投票，委托人和受委托人名单公布如下，共"
            "{{ principals }}件：",
        ),
        columns=(
            ("序号", "{{ r.number }}"),
            ("委托人", "{{ r.principal }}"),
            ("受委托人", "{{ r.proxy }}"),
        ),
        rows="slips",
        after=("每人接受委托不得超过{{ most }}人，候选人不得接受委托。",),
    ),
    Print.OPINION: Layout(
        series="核查意见书",
        title="关于{{ village }}第{{ term_no }}届村民委员会{{ by_election }}候选人的核查意见",
        before=(
            "{{ issuer }}：",
            f"根据{_LAW}第十八条的规定，对你村第{{{{ term_no }}}}届村民委员会{{{{ by_election }}}}候选人进行了核查，现将核查意见函告如下：",
        ),
        columns=(
            ("姓名", "{{ r.name }}"),
            ("职务", "{{ r.post }}"),
            ("核查意见", "{{ r.conclusion }}"),
            ("依据类别", "{{ r.reason }}"),
            ("文号", "{{ r.number }}"),
        ),
        rows="lines",
        widths=(24, 22, 50, 32, 28),
        after=(
            "是否作为候选人，由村民选举委员会依法决定并公布。核查意见为“不宜”的只是意见，不得单独排除村民提名的候选人；"
            "依法不得作为候选人的，应当先书面告知本人，听取其陈述申辩。",
        ),
        signed=("（核查机关盖章）", "{{ approved_on }}"),
    ),
    Print.LETTERS: Layout(
        series="告知书",
        title="{{ village }}村民委员会{{ by_election }}候选人核查意见告知书",
        is_titled=False,
        before=(
            "{%p for l in letters %}",
            "{{ sample }}",
            "# 核查意见告知书",
            "编号：{{ l.number }}",
            "{{ l.name }}：",
            "您被提名为{{ village }}第{{ term_no }}届村民委员会{{ l.post }}{{ by_election }}候选人。经核查，核查意见为“{{ l.conclusion }}”。"
            f"依据：{_LAW}第十八条。",
            "认定的事实和依据的文书：　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　",
            "您可以自收到本告知书之日起{{ days }}日内，向{{ issuer }}提交书面陈述申辩和有关材料；也可以书面放弃陈述申辩。"
            "期满未提出的，由村民选举委员会依法作出决定并公布。",
            "　　　　　　　　　（告知机关盖章）",
            "　　　　　　　　　　　　年　　月　　日",
            "本人已收到本告知书。签名：　　　　　　　　　　　年　　月　　日",
            PAGE_BREAK,
            "{%p endfor %}",
        ),
        signed=(),
    ),
    Print.RESULT: Layout(
        series="16",
        title="{{ village }}村民委员会{{ election_word }}结果公告",
        before=(
            "{{ polled_on }}，本村依法进行{{ poll }}。{{ voters_word }}{{ base }}人，参加投票{{ voters }}人；发出选票"
            "{{ issued }}张，收回{{ returned }}张，其中有效票{{ valid }}张，{{ void_word }}{{ void }}张。{{ by_post }}{{ validity }}",
            "{% if elected %}当选的村民委员会成员：{% endif %}",
        ),
        columns=(("职务", "{{ r.post }}"), ("姓名", "{{ r.name }}"), ("得票数", "{{ r.votes }}")),
        rows="elected",
        after=("{{ left }}",),
    ),
    Print.RESULT_REPORT: Layout(
        series="报告单",
        title="{{ village }}村民委员会{{ election_word }}结果报告单",
        before=(
            "{{ poll }}（{{ polled_on }}）。{{ voters_word }}{{ base }}人；参加投票{{ voters }}人；发出选票{{ issued }}张；"
            "收回选票{{ returned }}张；有效票{{ valid }}张；{{ void_word }}{{ void }}张。{{ by_post }}{{ validity }}",
        ),
        columns=(
            ("职务", "{{ r.post }}"),
            ("姓名", "{{ r.name }}"),
            ("得票数", "{{ r.votes }}"),
            ("结果", "{{ r.result }}"),
        ),
        rows="votes",
        after=(
            "{{ left }}",
            "总监票人：　　　　　　监票人：　　　　　　　　　　　",
            "计票人：　　　　　　　唱票人：　　　　　　　　　　　",
        ),
    ),
    Print.PROOF: Layout(
        series="核算单",
        title="{{ village }}村民委员会{{ election_word }}结果核算单",
        before=(
            "适用规则：{{ rules }}。",
            "{%p for p in polls %}",
            "{{ p.poll }}（{{ p.polled_on }}）。{{ voters_word }}{{ p.base }}人；参加投票{{ p.voters }}人；"
            "发出选票{{ p.issued }}张；收回选票{{ p.returned }}张；有效票{{ p.valid }}张；{{ void_word }}{{ p.void }}张。{{ p.by_post }}",
        ),
        columns=(
            ("核算事项", "{{ r.what }}"),
            ("核算情况", "{{ r.figures }}"),
            ("是否符合", "{{ r.holds }}"),
            ("依据", "{{ r.source }}"),
        ),
        rows="p.proof",
        widths=(38, 46, 16, 56),
        after=(
            "{% for line in p.not_seated %}{{ line }}　{% endfor %}",
            "{{ p.validity }}",
            "{%p endfor %}",
            "{{ left }}",
            "后续办理：{{ following }}",
            "本单由系统按上列数字和依据计算，供核对；选举结果以当场公布为准。",
        ),
        signed=("计票人：　　　　　监票人：　　　　　核对人：　　　　　{{ dated }}",),
    ),
    Print.CERTIFICATES: Layout(
        series="当选证书",
        title="{{ village }}{{ by_election }}村民委员会成员当选证书",
        is_titled=False,
        before=(
            "{%p for c in certificates %}",
            "{{ sample }}",
            "# 当选证书",
            "编号：{{ c.number }}",
            "{{ c.name }}同志：",
            "经{{ village }}{{ voters_word }}于{{ polled_on }}依法{{ elected_word }}，您当选为{{ village }}第{{ term_no }}届村民委员会"
            "{{ c.post }}，{% if by_election %}任期到本届村民委员会任期届满时止{% else %}任期{{ term_years }}年{% endif %}（自　　年　　月　　日至　　年　　月　　日）。",
            "特发此证。",
            "　　　　　　　　　（发证机关盖章）",
            "　　　　　　　　　{{ c.issued_on }}",
            PAGE_BREAK,
            "{%p endfor %}",
        ),
        signed=(),
    ),
    Print.FILING_REPORT: Layout(
        series="备案报告",
        title="关于{{ village }}第{{ term_no }}届村民委员会{{ election_word }}结果备案的报告",
        before=(
            "{{ township }}：",
            "我村第{{ term_no }}届村民委员会{{ by_election }}应选{{ seats }}。",
            "{%p for p in polls %}",
            "{{ p.polled_on }}进行{{ p.poll }}，{{ voters_word }}{{ p.base }}人，参加投票{{ p.voters }}人；发出选票"
            "{{ p.issued }}张，收回{{ p.returned }}张，其中有效票{{ p.valid }}张，{{ void_word }}{{ p.void }}张，"
            "{{ p.validity }}。{{ p.by_post }}",
            "{%p endfor %}",
            "选举结果已于{{ posted_on }}公布。当选人员名单如下：",
        ),
        columns=(
            ("职务", "{{ r.post }}"),
            ("姓名", "{{ r.name }}"),
            ("性别", "{{ r.sex }}"),
            ("得票数", "{{ r.votes }}"),
        ),
        rows="elected",
        after=(
            "{{ left }}",
            "特此报告，请予备案。",
            "附件：1. 选举结果公告",
            "　　　2. 选举结果报告单",
            "　　　3. 档案目录",
            "（联系人：　　　　　　联系电话：　　　　　　）",
        ),
    ),
    Print.HANDOVER: Layout(
        series="移交清单",
        title="{{ village }}第{{ term_no }}届村民委员会{{ by_election }}工作移交清单",
        before=(
            # article 24 speaks of a new committee: a by-election leaves the committee in office
            "{% if by_election %}离任的村民委员会成员向补选当选的成员移交下列事项：{% else %}"
            f"根据{_LAW}第二十四条的规定，原村民委员会向新一届村民委员会移交下列事项（应当于{{{{ latest }}}}前完成）："
            "{% endif %}",
        ),
        columns=(
            ("序号", "{{ r.number }}"),
            ("移交事项", "{{ r.thing }}"),
            ("数量、状况", "{{ r.words }}"),
            ("办理情况", "{{ r.standing }}"),
            ("日期", "{{ r.day }}"),
        ),
        rows="things",
        widths=(12, 34, 56, 30, 24),
        after=(
            "移交人（{{ hands_over }}，签名）：　　　　　　　　　　",
            "接收人（{{ takes_over }}，签名）：　　　　　　　　",
            "主持人（村民选举委员会，签名）：　　　　　　　　　",
            "监交人（乡镇，签名）：　　　　　　　　　　　　　　",
            "移交日期：　　年　　月　　日",
        ),
        signed=(),
    ),
    Print.ARCHIVE: Layout(
        series="档案目录",
        title="{{ village }}第{{ term_no }}届村民委员会{{ round_word }}档案目录",
        before=("下列文件资料登记在册{{ files }}件，文书扫描件{{ scans }}份。",),
        columns=(
            ("序号", "{{ r.number }}"),
            ("文号", "{{ r.mark }}"),
            ("责任者", ""),
            ("文件名称", "{{ r.name }}"),
            ("日期", "{{ r.dated_on }}"),
            ("页数", ""),
            ("保管期限", ""),
        ),
        rows="lines",
        widths=(12, 30, 18, 48, 22, 10, 16),
        after=(
            "移交单位（盖章）：　　　　　　移交人：　　　　　",
            "接收单位（盖章）：　　　　　　接收人：　　　　　",
            "监交人：　　　　　移交日期：　　年　　月　　日",
        ),
        signed=(),
    ),
    Print.PROXY_SLIPS: Layout(
        series="委托投票证",
        title="{{ village }}村民委员会{{ election_word }}委托投票证",
        before=(
            "{%p for s in slips %}",
            "第{{ s.number }}号",
            "委托人：{{ s.principal }}（{{ s.principal_group }}）",
            "受委托人：{{ s.proxy }}（{{ s.proxy_group }}），与委托人关系：{{ s.relation }}",
            "委托事由：{{ s.reason }}　申请日期：{{ s.applied_on }}",
            "本人因故不能参加{{ poll_on }}的村民委员会{{ elected_word }}，自愿委托上述受委托人代为投票，受委托人不得再委托他人。",
            "委托人（签名）：　　　　　　受委托人（签名）：　　　　　　",
            "村民选举委员会（盖章）：　　　　　　　年　　月　　日",
            "——————————————————————",
            "{%p endfor %}",
        ),
        signed=(),
    ),
}
