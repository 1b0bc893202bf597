<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.plain>
${msg("einlassEmailTestLead", mail.shared.company)}
</@mail.plain>
