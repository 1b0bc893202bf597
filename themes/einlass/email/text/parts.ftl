<#ftl output_format="plainText">
<#import "/shared.ftl" as shared>
<#macro plain newcomer=false>
${shared.greeting()}

<#nested>

${shared.help()}

-- 
${msg("einlassFooter", shared.company)}
<#if newcomer>
${msg("einlassFooterNewcomer", shared.company)}
</#if>
</#macro>

<#macro linked button unexpected newcomer=false>
<@plain newcomer=newcomer>
<#nested>

${button}:

${link}

${msg("einlassBrokenLine")}

${shared.validity()}

${unexpected}
</@plain>
</#macro>

<#macro notice lead>
<@plain>
${lead}

${msg("einlassWhen", event.date)}
<#if event.ipAddress?has_content>
${msg("einlassWhere", event.ipAddress)}
</#if>

${msg("einlassNotYou")}
</@plain>
</#macro>
