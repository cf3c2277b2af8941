//! Texts and their translations, side by side.

/// The summaries of the commands.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    ("Publish articles and move media on WeChat (微信)", "在微信上发布文章、收发素材"),
    (
        "Publish an article with its pictures and videos, and print its address",
        "发布一篇文章，连同图片和视频，并打印文章地址",
    ),
    (
        "Check articles against WeChat's standard for their structure (文章结构规范), as the editor does, and more",
        "像官方编辑器那样按《文章结构规范》检查文章，并多查几项",
    ),
    (
        "Show the exact text (content) of an article as it would be sent, and send nothing",
        "显示将要发送的正文（content），什么也不发送",
    ),
    ("Make single calls to the official account (公众号)", "公众号的单步操作"),
    ("Temporary media (临时素材), and pictures inside articles", "临时素材，以及文章内的图片"),
    (
        "Upload a file that lives for 3 days, and print its id. It takes no place in the library",
        "上传有效期 3 天的文件并打印其 media_id，不占素材库名额",
    ),
    (
        "Fetch a file by its temporary id and write it; print its path",
        "按 media_id 下载临时素材，打印保存路径",
    ),
    (
        "Upload a picture for use in articles, and print its address. It takes no place in the library",
        "上传文章内的图片并打印其地址，不占素材库名额",
    ),
    ("Permanent material (永久素材)", "永久素材"),
    ("Add a file to the library, and print its id", "把文件加入素材库，打印其 media_id"),
    ("Fetch material and write it to a file; print its path", "下载永久素材，打印保存路径"),
    ("List the library, the newest of each type first", "列出素材库，每类从新到旧"),
    ("Say how much of each type there is", "各类素材的数量"),
    ("Delete material. This cannot be undone", "删除素材，不可恢复"),
    ("Videos: in blocks with review (审核), or short ones to look at", "视频：分片上传并审核，或预览短视频"),
    (
        "Upload a video, wait for its review, and print its ids. A second run goes on where the first was cut off",
        "上传视频、等待审核并打印其 id；中断后重新运行即可续传",
    ),
    ("Ask where the review of a video stands", "查询视频的审核状态"),
    (
        "Send a video to one follower, to look at it, and print the id that was sent",
        "把视频发给一位关注者预览，打印所发的 media_id",
    ),
    ("Articles of the publish library (发布库)", "发布库中的文章"),
    (
        "Upload an article with its files and stop before it is submitted: `publish --no-submit`",
        "上传文章及其文件，但不提交：等于 `publish --no-submit`",
    ),
    (
        "Hand an article to the review (审核), and so publish it. An account has 200 a day, and deleting gives none back",
        "提交文章审核，通过后即发布；每个账号每天 200 篇，删除不退还名额",
    ),
    (
        "Replace an article that is not submitted by another text whose files are uploaded already",
        "替换尚未提交的文章，其文件须已上传",
    ),
    ("Delete an article", "删除文章"),
    ("Ask where an article stands, and for its address", "查询文章的状态和地址"),
    ("Drafts (草稿箱)", "草稿箱"),
    (
        "Put a draft into the box, and print its id. Nothing is public yet",
        "新建草稿并打印其 media_id，此时尚未公开",
    ),
    ("Replace one article of a draft", "替换草稿中的一篇文章"),
    (
        "Show a draft: each article with the address of a preview that ends after a while",
        "查看草稿：每篇文章及其临时预览地址",
    ),
    ("Delete a draft. Nothing brings it back", "删除草稿，不可恢复"),
    ("Say how many drafts there are", "草稿总数"),
    (
        "List the drafts: media_id, preview and title. A list that changes while it is read may have gaps",
        "列出草稿：media_id、预览地址和标题；读取期间若有增删，列表可能有遗漏",
    ),
    ("Ask whether the account has the draft box; today all have", "查询账号是否已启用草稿箱；如今都已启用"),
    ("Publishing of drafts (发布能力)", "发布草稿（发布能力）"),
    (
        "Publish a draft, and print the job's publish_id. It is not pushed to followers",
        "发布草稿并打印 publish_id；不会推送给关注者",
    ),
    ("Ask where a publish job stands, and for the addresses of its articles", "查询发布任务的状态和文章地址"),
    ("Delete what was published. Nothing brings it back", "删除已发布的文章，不可恢复"),
    ("Show what was published: each article with its address", "查看已发布的内容：每篇文章及其地址"),
    (
        "List what is published: article_id, address and title. A list that changes while it is read may have gaps",
        "列出已发布的内容：article_id、地址和标题；读取期间若有增删，列表可能有遗漏",
    ),
    ("Mass messages (群发)", "群发"),
    ("Send a message to one follower, to look at it", "把消息发给一位关注者预览"),
    (
        "Send a message to all followers, to those with a tag, or to followers by name",
        "群发消息：给全部关注者、某个标签，或指定的关注者",
    ),
    ("Ask what became of a message", "查询群发结果"),
    (
        "Void the pages of articles or of a video that was sent; what stands in the chats stays there",
        "删除群发的图文或视频页面；会话里的卡片仍在",
    ),
    ("Show or set how fast messages go out", "查看或设置群发速度"),
    (
        "Make a temporary video fit for mass messages, and print the id to send. It lives for 3 days",
        "把临时视频转成可群发的视频，打印用于群发的 id，有效期 3 天",
    ),
    (
        "Prepare articles (图文) in the old way, and print the id to send. Drafts have taken their place",
        "用旧接口准备群发图文并打印 id；现已由草稿取代",
    ),
    ("Say how much of an interface's daily quota is left", "查询接口当日剩余的调用次数"),
    (
        "Reset daily quotas: one interface 50 times a month, all at once 10 times a month",
        "清零调用次数：单个接口每月 50 次，全部接口每月 10 次",
    ),
    ("Say what the platform recorded of a request", "按 rid 查询平台记录的请求"),
    ("List the platform's addresses, one a line", "列出微信服务器的地址，每行一个"),
    ("Make single calls to WeChat Work (企业微信)", "企业微信的单步操作"),
    ("Temporary media (临时素材), and pictures with a permanent address", "临时素材，以及有永久地址的图片"),
    (
        "Upload a file that lives for 3 days, and print its id. It belongs to the whole corp",
        "上传有效期 3 天的文件并打印其 media_id，全企业可用",
    ),
    (
        "Upload a picture, and print its permanent address, which is for use inside WeChat Work",
        "上传图片并打印其永久地址，仅供企业微信内使用",
    ),
    (
        "Let WeChat fetch a file of up to 200 MB from an address, wait for the end, and print its id",
        "让企业微信自行从网址拉取不超过 200 MB 的文件，等待完成并打印 id",
    ),
    (
        "Go on waiting for a job of by-url, and print the id of its file",
        "继续等待 by-url 任务，打印文件的 id",
    ),
    ("Send a message to members, and print its id", "给成员发应用消息，打印 msgid"),
    ("Take back a message of the same application, within 24 hours", "撤回本应用 24 小时内发送的消息"),
    ("Send a message to a group chat (群聊) that was made by the API", "向由接口创建的群聊发消息"),
    ("A group robot (群机器人), by its key", "群机器人，凭 key 使用"),
    ("Send a text", "发送文本"),
    (
        "Send a text in a part of Markdown; <@USERID> in it calls a member",
        "发送 Markdown 子集，用 <@USERID> 提醒成员",
    ),
    (
        "Send a text in more of Markdown: tables, lists, pictures; without colours and calls",
        "发送功能更全的 Markdown：表格、列表、图片；不支持颜色和 @",
    ),
    ("Send 1 to 8 articles that lead to addresses", "发送 1 到 8 条图文，点击跳转到网址"),
    (
        "Send a template card (模板卡片): text_notice or news_notice",
        "发送模板卡片：text_notice 或 news_notice",
    ),
    ("Upload a file for the robot, and send it to its chat", "上传文件并由机器人发到群里"),
    ("Upload a voice for the robot, and send it to its chat", "上传语音并由机器人发到群里"),
    ("Send a picture to the robot's chat", "由机器人向群里发图片"),
    ("List the platform's addresses: those that you call", "列出企业微信接口服务器的地址"),
    ("Merchant media and what belongs to it, on WeChat Pay (微信支付)", "微信支付的商户素材及相关操作"),
    ("Upload a merchant's video, and print its id", "上传商户视频，打印 media_id"),
    ("Upload a merchant's picture, and print its id or its address", "上传商户图片，打印 media_id 或地址"),
    (
        "Upload a file to an endpoint whose form is its own, and print its reply",
        "向表单格式特殊的接口上传文件，打印应答",
    ),
    ("Fetch a picture of a complaint (投诉图片) and write it; print its path", "下载投诉图片，打印保存路径"),
    (
        "Fetch the bill of one day, check it against its digest, and write it; print its path",
        "下载某日账单，校验摘要后保存，打印路径",
    ),
    (
        "Fetch the platform's certificates (平台证书), verify them, and print their serial numbers",
        "下载并验证平台证书，打印序列号",
    ),
    (
        "Open a saved notification (通知): decrypt it with the APIv3 key, and verify it if its headers were saved too",
        "打开保存下来的通知：用 APIv3 密钥解密；若连头部一起保存则同时验签",
    ),
    (
        "Call any other endpoint of v3, signed and verified, and print its reply. The same as `wxkit call pay`",
        "调用 v3 的任意接口，自动签名验签，打印应答；等于 `wxkit call pay`",
    ),
    (
        "Show what would be signed, by whom, and how far the clocks are apart: for when WeChat says SIGN_ERROR",
        "显示待签名串、签名者和时钟偏差，用于排查 SIGN_ERROR",
    ),
    ("Show the state of an access token", "查看 access_token 的状态"),
    (
        "Fetch the access token of the official account (公众号) unless there is a valid one, and say how long it lives",
        "获取公众号的 access_token（已有则复用），显示剩余有效期",
    ),
    (
        "Fetch the access token of an application of WeChat Work (企业微信) unless there is a valid one, and say how long it lives",
        "获取企业微信应用的 access_token（已有则复用），显示剩余有效期",
    ),
    ("Call any other endpoint", "调用任意其他接口"),
    ("Call an endpoint of the official account (公众号), and print its reply", "调用公众号接口，打印应答"),
    ("Call an endpoint of WeChat Work (企业微信), and print its reply", "调用企业微信接口，打印应答"),
    ("Call an endpoint of WeChat Pay v3 (微信支付), and print its reply", "调用微信支付 v3 接口，打印应答"),
    (
        "Explain an error code or message from WeChat: what it means, who can fix it, and how",
        "解释微信返回的错误码或文字：什么意思、谁来处理、怎么处理",
    ),
    (
        "Receive events of the official account (公众号) and of WeChat Work (企业微信), and notifications of WeChat Pay (微信支付), until Ctrl-C",
        "接收公众号和企业微信的事件、微信支付的通知，直到按下 Ctrl-C",
    ),
    ("Run a fake WeChat as a server, until Ctrl-C", "运行一个模拟的微信服务器，直到按下 Ctrl-C"),
    (
        "Show each setting, its value and where it comes from; secrets are hidden",
        "显示每项设置、当前值及其来源；密钥不显示",
    ),
    (
        "Check clock, proxy, name, connection, token, whitelist and quota, one after the other",
        "依次检查时钟、代理、域名、连接、token、IP 白名单和调用额度",
    ),
    ("Print what a shell needs to complete commands and flags", "打印 shell 的命令补全脚本"),
    (
        "Print the page of the manual, or write the pages of all commands into a folder",
        "打印手册页，或把全部命令的手册页写入文件夹",
    ),
    (
        "Show an article in a browser as a phone will, light and dark, with what looks wrong beside it, until Ctrl-C",
        "在浏览器中按手机的样子预览文章，含深色模式，旁边列出问题，直到按下 Ctrl-C",
    ),
    ("Statistics (数据统计) of articles and of the account", "文章和账号的数据统计"),
    (
        "Show what the articles that were published on a day have come to since: one line for each",
        "查看某日发布的文章至今的数据，每篇一行",
    ),
    ("Show the figures of the whole account, a line for each day", "查看账号整体数据，每天一行"),
    ("Comments (留言) on an article that was sent or published by API", "通过接口群发或发布的文章的留言"),
    ("List the comments: id, marks, openid, text and reply", "列出留言：id、标记、openid、内容和回复"),
    ("Let readers comment", "打开留言"),
    ("Take no more comments", "关闭留言"),
    ("Elect a comment (精选), so that everybody sees it", "精选留言，对所有人可见"),
    ("Delete a comment. Nothing brings it back", "删除留言，不可恢复"),
    ("Reply to a comment in the account's name, once", "以账号名义回复留言，仅一次"),
    ("Messages to one person (客服消息)", "客服消息"),
    (
        "Send a message to one person who has written or done something just now",
        "给刚刚有过互动的用户发客服消息",
    ),
    ("List the tags (标签) of followers: number, how many have it, name", "列出关注者标签：编号、人数、名称"),
    (
        "List the openids of the followers, one a line, as `mass send --openids` takes them",
        "列出关注者的 openid，每行一个，可供 `mass send --openids` 使用",
    ),
    (
        "Fetch a ticket for pages (JS-SDK), and say how long it lives; or sign a page with it",
        "获取 JS-SDK 票据并显示有效期，或用它为网页签名",
    ),
];

/// What is understood everywhere.
pub(super) const FLAGS: &[(&str, &str)] = &[
    (
        "Run against a sandbox inside this process; nothing leaves this machine",
        "使用进程内的沙箱；不向外发送任何数据",
    ),
    ("Send everything to this address in place of WeChat's own", "把请求发到这个地址，而不是微信的地址"),
    ("Trust the certificate authorities in this PEM file as well", "额外信任此 PEM 文件中的根证书"),
    ("Allow plain http to this host; may be given several times", "允许对此主机使用明文 http；可多次指定"),
    (
        "First pause between two questions for a review (审核), such as 10 or 30s; it grows to a minute. [default: 10]",
        "查询审核状态的初始间隔，如 10 或 30s，逐渐增至一分钟。[默认：10]",
    ),
    (
        "Take settings from this profile of the configuration file",
        "使用配置文件中的这个 profile；此时忽略环境变量里的账号",
    ),
    ("Read this configuration file", "读取这个配置文件"),
    (
        "Print one JSON object on standard output, and errors as one on standard error",
        "在标准输出打印一个 JSON 对象；出错时打印到标准错误",
    ),
    ("Show no bars and no notes", "不显示进度条、提示和警告"),
    (
        "Say which settings are used, and log every request by method and path with its time; -vv logs more",
        "显示所用设置，并按时间记录每个请求的方法和路径；-vv 更详细",
    ),
];

/// Who can mend an error.
pub(super) const MENDERS: &[(&str, &str)] = &[
    (
        "the program: it fetches another token; if that does not help, whoever else fetches tokens",
        "程序自己：重新获取 token；若仍无效，检查是否有别的程序也在获取",
    ),
    ("time: wait, then repeat", "时间：稍后重试"),
    ("time, or whoever may clear the quota", "时间，或有权清零调用次数的人"),
    ("whoever makes the request", "发起请求的人"),
    ("the author", "作者"),
    ("the administrator of the account, in the console", "账号管理员，在后台处理"),
    (
        "nobody has to: it was done already, or the state has to change first",
        "无需处理：已经完成，或须等状态改变",
    ),
    ("the receiver", "接收者"),
    ("WeChat's support, by the rid of the request", "微信客服，凭请求的 rid"),
    ("whoever runs this machine", "本机的管理者"),
    ("the network, or time", "网络，或时间"),
    (
        "whoever runs this machine: its clock, its keys, and what stands before WeChat",
        "本机的管理者：时钟、密钥，以及通往微信的中间设备",
    ),
    ("whoever can look in the console whether it was done", "能在后台查看是否已完成的人"),
    ("the author, or time", "作者，或时间"),
];
