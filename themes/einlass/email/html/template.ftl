<#import "/shared.ftl" as shared>
<#macro emailLayout linked=false>
<!doctype html>
<html lang="${locale.language}" dir="${(ltr)?then('ltr','rtl')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #151515 !important; }
  .card { background: #292929 !important; border-color: #4d4d4d !important; }
  .words { color: #f2f2f2 !important; }
  .quiet { color: #c7c7c7 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f2f2;-webkit-text-size-adjust:100%">
<div role="main">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f2f2">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="words" style="padding:0 8px 12px;font:bold 16px/24px Arial,Helvetica,sans-serif;color:#151515;text-align:left">
<#if shared.logo?has_content>
<img src="${shared.logo}" alt="${shared.company}" height="48" style="display:block;height:48px;width:auto;max-width:100%;border:0">
<#else>
${shared.company}
</#if>
</td></tr>
<tr><td class="card words" style="padding:32px 24px;background:#ffffff;border:1px solid #d2d2d2;border-radius:8px;font:16px/24px Arial,Helvetica,sans-serif;color:#151515;text-align:left;word-break:break-word">
<h1 class="words" style="margin:0 0 24px;font:bold 24px/32px Arial,Helvetica,sans-serif;color:#151515">${subject}</h1>
<#nested>
</td></tr>
<tr><td class="quiet" style="padding:16px 8px;font:13px/20px Arial,Helvetica,sans-serif;color:#4d4d4d;text-align:left">
${msg("einlassFooter", shared.company)}
<#if linked>
<br>${msg("einlassFooterLinked", shared.company)}
</#if>
</td></tr>
</table>
</td></tr>
</table>
</div>
</body>
</html>
</#macro>

<#macro p>
<p style="margin:0 0 16px"><#nested></p>
</#macro>

<#macro quiet>
<p class="quiet" style="margin:0 0 16px;font-size:14px;line-height:21px;color:#4d4d4d"><#nested></p>
</#macro>

<#macro help>
<p class="quiet" style="margin:0;font-size:14px;line-height:21px;color:#4d4d4d">${msg("einlassHelpLead")} ${msg("einlassHelp")}</p>
</#macro>

<#-- A mail whose link has to be followed: what for, the button, how long it is good for, and what to do when it comes unexpectedly. -->
<#macro linked button unexpected>
<@emailLayout linked=true>
<@p>${shared.greeting()}</@p>
<#nested>
<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px">
<tr><td bgcolor="${shared.accent}" style="border-radius:6px;background:${shared.accent}">
<a href="${link}" style="display:inline-block;padding:14px 28px;border-radius:6px;background:${shared.accent};font:bold 16px/24px Arial,Helvetica,sans-serif;color:${shared.onAccent};text-decoration:none">${button}</a>
</td></tr>
</table>
<@p>${shared.validity()}</@p>
<@p>${unexpected}</@p>
<@quiet>${msg("einlassBrokenButton")}</@quiet>
<@help/>
</@emailLayout>
</#macro>

<#-- A notice of something that happened. -->
<#macro notice lead>
<@emailLayout>
<@p>${shared.greeting()}</@p>
<@p>${lead}</@p>
<@p>${msg("einlassWhen", event.date)}<#if event.ipAddress?has_content><br>${msg("einlassWhere", event.ipAddress)}</#if></@p>
<@p>${msg("einlassNotYou")}</@p>
<@help/>
</@emailLayout>
</#macro>
